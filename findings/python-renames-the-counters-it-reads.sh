#!/usr/bin/env bash
# prometheus_client 0.26.0 (Python): reading a metrics page renames every counter whose name does not end in
# `_total`; copied to another gateway, it is another series.
#
# In the text format a counter may have any name, and many do (`errors`, `requests`). The parser of Python's
# client, used by exporters, federation scripts and tests, keeps counters as OpenMetrics has them: the
# family `errors`, its sample `errors_total`, whichever text it came from. There is no switch and no
# warning; gauges, histograms, summaries and names that end so already stay.
# For a load test: a script that looks for the sample `errors` finds none, which reads as "no errors"; a
# script that copies results from one Pushgateway to another leaves dashboards and alerts on `errors` empty.
#
# Seen, Pushgateway 1.5.1 with the counters errors 5 and done_total 7 and a gauge users 3: Python reads
# errors_total, done_total, users; pushed to a second gateway, that has errors_total 5 and no errors.
source "$(dirname "$0")/lib.sh"
need_deb prometheus-pushgateway 1.5.1
py_packages prometheus_client==0.26.0

cat >"$work/carry.py" <<'EOF'
import sys
import urllib.request
from prometheus_client import CollectorRegistry, push_to_gateway
from prometheus_client.parser import text_string_to_metric_families

page = urllib.request.urlopen(f"http://{sys.argv[1]}/metrics").read().decode()
wanted = {"errors", "done", "users"}
families = [family for family in text_string_to_metric_families(page) if family.name in wanted]
print(",".join(sorted(sample.name for family in families for sample in family.samples)))
for family in families:
    for sample in family.samples:
        sample.labels.clear()


class Copied:
    def collect(self):
        return families


registry = CollectorRegistry()
registry.register(Copied())
push_to_gateway(sys.argv[2], job="copy", registry=registry)
EOF
gateway() {
  port=$(free_port)
  # Debian keeps what was pushed in a file of the system unless told otherwise.
  prometheus-pushgateway --web.listen-address="127.0.0.1:$port" --persistence.file="$work/$port" \
    >"$work/log" 2>&1 &
  pids+=($!)
  wait_port "$port"
}
value() { # NAME of the gateway at $port
  curl -s "$url/metrics" | awk -v name="$1" 'index($1, name "{") == 1 { print $NF }'
}
gateway
first=127.0.0.1:$port
printf '%s\n' '# TYPE errors counter' 'errors 5' '# TYPE done_total counter' 'done_total 7' \
  '# TYPE users gauge' 'users 3' | curl -s --data-binary @- "http://$first/metrics/job/run"
gateway
url=http://127.0.0.1:$port
names=$("$py" "$work/carry.py" "$first" "127.0.0.1:$port")
errors=$(value errors) errors_total=$(value errors_total) done_total=$(value done_total) users=$(value users)
echo "read by Python: $names"
echo "the second gateway: errors '$errors', errors_total '$errors_total', done_total '$done_total', users '$users'"
holds "the counter errors is read as errors_total" "\"$names\" == \"done_total,errors_total,users\""
holds "and copied as that" "\"$errors\" == \"\" && \"$errors_total\" == \"5\""
holds "the others keep their names" "\"$done_total\" == \"7\" && \"$users\" == \"3\""
finish
