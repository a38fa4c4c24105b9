#!/usr/bin/env bash
# Locust 2.47.0, `_stats_history.csv`: --csv-full-history, the flag that adds rows for each
# endpoint, also changes what the percentile columns of the row "Aggregated" mean.
#
# Without the flag 50% … 100% are those of the whole run so far, with it those of about the last ten
# seconds, under the same names, beside columns "Total Median Response Time" … that are always of
# the whole run. With it the percentiles of the first row are "N/A" or 0. In both cases "Requests/s"
# is an average of ten seconds that end two before the row: 0 at first, whatever was done.
# For a load test: two runs are comparable only with the same flag; a P95 over time without it can
# hardly fall again after a bad phase, and with it follows a change up to ten seconds late.
#
# Seen, 2 users, answers after 20 ms for 6 s, then after 200 ms, last row: 50% 28 without the flag,
# 210 with it, "Total Median Response Time" about 28 in both; rows with 150 requests done and rate
# 0.
source "$(dirname "$0")/lib.sh"
py_packages locust==2.47.0

cat >"$work/users.py" <<'EOF'
from locust import HttpUser, constant, task


class User(HttpUser):
    wait_time = constant(0)

    @task
    def get(self):
        self.client.get("/")
EOF
server --work 0.02 --switch 6 --slow 0.2
run() { # NAME [FLAG]
  "$work/py/bin/locust" -f "$work/users.py" --headless -u 1 -r 1 -t 22s -H "$url" \
    --csv "$work/$1" "${@:2}" --only-summary >"$work/$1.log" 2>&1
}
run short &
short=$!
run full --csv-full-history || { tail -n 5 "$work/full.log" >&2; exit 2; }
wait "$short"
cat >"$work/rows.py" <<'EOF'
import csv, sys
rows = [r for r in csv.DictReader(open(sys.argv[1])) if r["Name"] == "Aggregated"]
last = rows[-1]
idle = max(int(r["Total Request Count"]) for r in rows if float(r["Requests/s"]) == 0)
print(last["50%"], last["Total Median Response Time"], idle)
EOF
read -r short50 short_total short_idle < <(python3 "$work/rows.py" "$work/short_stats_history.csv")
read -r full50 full_total full_idle < <(python3 "$work/rows.py" "$work/full_stats_history.csv")
echo "last row without the flag: 50% $short50, Total Median $short_total"
echo "last row with the flag:    50% $full50, Total Median $full_total"
echo "a rate of 0 with $short_idle and $full_idle requests done"
holds "without it the whole run: the two columns agree" "$short50 == $short_total"
holds "with it the last seconds, which were slower" "$full50 > $full_total"
holds "a rate of 0 while requests are done" "$short_idle >= 1 && $full_idle >= 1"
finish
