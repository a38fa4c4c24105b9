#!/usr/bin/env bash
# vegeta 12.13.0: two flags bound the load to two requests at once; with one the P99 is 0.13 s, with
# the other 8 s and more, at the same server and the same rate asked for.
#
# vegeta is chosen because it sends by a schedule, so that a slow server cannot slow the load down
# (coordinated omission). -max-workers, often set against memory or "too many open files", ends
# that without a word: a due request waits for a free worker and its latency counts from the moment
# it gets one; requests that were never due in time are left out. With -max-connections they all are
# sent, and the latency includes the wait for a connection. "success 100 %" in both.
# For a load test: with -max-workers look at `rate` beside the rate asked for; if it is lower, the
# percentiles are those of a closed loop. What an independent user would see is the other figure.
#
# Seen, answers of 0.1 s, -rate 50 -duration 4s: -max-workers 2: 75 requests, rate 18.4, P99 0.128 s;
# -max-connections 2: 200 requests, rate 50.1, P99 7.9 to 19 s.
source "$(dirname "$0")/lib.sh"
go_tool github.com/tsenart/vegeta/v12@v12.13.0

attack() {
  server --work 0.1
  echo "GET $url/" | "$bin/vegeta" attack -rate 50 -duration 4s "$@" |
    "$bin/vegeta" report -type json >"$work/out"
  stop
  read -r requests rate p99 success < <(python3 - "$work/out" <<'EOF'
import json, sys
report = json.load(open(sys.argv[1]))
print(report["requests"], round(report["rate"], 1), report["latencies"]["99th"] / 1e9,
      report["success"])
EOF
  )
  echo "$*: $requests requests, rate $rate, P99 $p99 s, success $success"
}
attack -workers 2 -max-workers 2
holds "-max-workers: fewer requests, P99 of a closed loop" \
  "$requests < 100 && $p99 < 1 && $success == 1"
attack -max-connections 2
holds "-max-connections: all requests, P99 of the queue" \
  "$requests >= 195 && $p99 > 4 && $success == 1"
finish
