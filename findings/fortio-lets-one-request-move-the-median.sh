#!/usr/bin/env bash
# fortio 1.63.10: one slow request among a hundred moves the median, and the P90 lies far above all but
# that one.
#
# Fortio prints its percentiles in microseconds and computes them from buckets that are 8 to 100 % wide
# (100-120, 250-300, 1000-2000 ms …), as if the values of a bucket were spread evenly over it. The first
# and the last bucket end at the smallest and the largest value seen, so a run in which all requests take
# the same time is exact; one more request at the upper end of the same bucket, or in a later one, and
# the same hundred are spread to the border. `-r`, the resolution, only shifts the borders.
# For a load test: two runs of a steady service differ by 10 to 60 % in P50 and P90 because one request
# was slow in one of them, while the mean does not move. Compare fortio's mean and max with other tools;
# its percentiles only if they differ by more than a bucket.
#
# Seen, `fortio load`, 100 requests of 101 ms, the 50th of 119 ms: mean 103, P50 110.8, P90 118.3 ms.
# Its histogram command: 100 x 101: P50 and P90 101; 99 x 101 and 119: P50 109.9, P90 117.2;
# 99 x 1010 and 2010: P50 1505, P90 1909. The first run builds fortio, which takes some minutes.
source "$(dirname "$0")/lib.sh"
go_tool fortio.org/fortio@v1.63.10
go_tool fortio.org/fortio/histogram@v1.63.10

figures() { # the values of standard input
  "$bin/histogram" -p 50,90 >"$work/out" 2>"$work/log"
  p50=$(awk '/target 50%/ { print $NF }' "$work/out") p90=$(awk '/target 90%/ { print $NF }' "$work/out")
  echo "$1: P50 $p50, P90 $p90"
}
values() { # COUNT VALUE, then one VALUE
  for _ in $(seq "$1"); do echo "$2"; done
  echo "$3"
}
figures "100 x 101" < <(values 99 101 101)
holds "equal values are exact" "$p50 == 101 && $p90 == 101"
figures "99 x 101, 119" < <(values 99 101 119)
holds "one of 119 moves median and P90" "$p50 > 109 && $p90 > 116"
figures "99 x 1010, 2010" < <(values 99 1010 2010)
holds "one of 2010 moves them by half and more" "$p50 > 1400 && $p90 > 1800"

server --work 0.101 --slow-once 50 --slow 0.119
"$bin/fortio" load -n 100 -c 1 -qps 0 -p 50,90 -json "$work/run.json" -quiet "$url/" >"$work/log" 2>&1
read -r mean p50 p90 < <(python3 - "$work/run.json" <<'EOF'
import json, sys
times = json.load(open(sys.argv[1]))["DurationHistogram"]
print("%.1f" % (1000 * times["Avg"]), *("%.1f" % (1000 * p["Value"]) for p in times["Percentiles"]))
EOF
)
true_p50=$(counted p50)
echo "load: mean $mean, P50 $p50, P90 $p90 ms; the server's own P50 $true_p50 s"
holds "the median of a load is far above the server's" "$p50 > 1000 * $true_p50 + 4"
finish
