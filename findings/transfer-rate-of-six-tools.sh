#!/usr/bin/env bash
# wrk 4.1.0, ab 2.4.71, h2load 1.52.0 (Debian 12), vegeta 12.13.0, Locust 2.47.0, hey 0.1.5: "bytes"
# of the same compressed answers differ 300 times.
#
# wrk, ab and h2load count what came over the connection. vegeta ("Bytes In") and Locust ("Average
# Content Size") count the body after unpacking, and their client asks for gzip without being told.
# hey asks for gzip too, and then has no figure: it takes the length from a header that its HTTP
# library removes, and prints no "Total data" at all.
# For a load test: "the link was full" cannot be concluded from vegeta's or Locust's rate, nor the
# size of a page from wrk's; and wrk and ab, which do not ask for gzip, make the server send 300
# times more than vegeta does for the same URL.
#
# Seen, 120,010 bytes of text, 10 requests: vegeta and Locust 120010 bytes an answer; wrk, ab and
# h2load, told to ask for gzip, 410 with the head; hey none.
source "$(dirname "$0")/lib.sh"
need_deb wrk 4.1.0
need_deb apache2-utils 2.4.71
need_deb nghttp2-client 1.52.0
go_tool github.com/rakyll/hey@v0.1.5
go_tool github.com/tsenart/vegeta/v12@v12.13.0
py_packages locust==2.47.0

cat >"$work/user.py" <<'EOF'
from locust import HttpUser, constant, task


class User(HttpUser):
    wait_time = constant(0.1)

    @task
    def get(self):
        self.client.get("/")
EOF
server --gzip --body "$(printf 'hello load %.0s' $(seq 10910))"
asked='Accept-Encoding: gzip'
per_answer() { awk "BEGIN { printf \"%d\", $1 }"; }

ab -q -k -n 10 -c 1 -H "$asked" "$url/" >"$work/out"
ab=$(per_answer "$(awk '/^Total transferred/ { print $3 }' "$work/out") / 10")
h2load --h1 -n 10 -c 1 -H "$asked" "$url/" >"$work/out"
h2load=$(per_answer "$(grep '^traffic' "$work/out" | grep -o '([0-9]*) total' | tr -dc 0-9) / 10")
wrk -t1 -c1 -d1s -s /dev/stdin -H "$asked" "$url/" >"$work/out" <<'EOF'
function done(summary) io.write("bytes ", summary.bytes / summary.requests, "\n") end
EOF
wrk=$(awk '/^bytes/ { printf "%d", $2 }' "$work/out")
echo "GET $url/" | "$bin/vegeta" attack -rate 10 -duration 1s | "$bin/vegeta" report -type json >"$work/out"
vegeta=$(python3 -c 'import json,sys; print(int(json.load(open(sys.argv[1]))["bytes_in"]["mean"]))' "$work/out")
"$work/py/bin/locust" -f "$work/user.py" --headless -u 1 -t 3s -H "$url" --csv "$work/run" \
  --only-summary >"$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; exit 2; }
locust=$(awk -F, '/Aggregated/ { printf "%d", $9 }' "$work/run_stats.csv")
"$bin/hey" -n 10 -c 1 "$url/" >"$work/out"
hey=$(grep -c 'Total data' "$work/out" || true)
echo "bytes an answer: ab $ab, h2load $h2load, wrk $wrk, vegeta $vegeta, Locust $locust, hey: $hey figures"
holds "ab, h2load, wrk: what was sent" "$ab < 1000 && $h2load < 1000 && $wrk < 1000"
holds "vegeta, Locust: what it unpacks to" "$vegeta > 100000 && $locust > 100000"
holds "hey: nothing" "$hey == 0"
finish
