#!/usr/bin/env bash
# ab (apache2-utils 2.4.71, Debian 12), hey 0.1.5, bombardier 1.2.6, vegeta 12.13.0: four tools
# measure the same ten answers and print medians 100 ms apart, three values for P90, and a P99 of 0.
#
# ab takes the element at index n*p/100 counted from 0 (one rank high: its median is the 6th of 10),
# hey likewise, and prints `0% in 0.0000 secs` for every percentile p with 100/(100-p) > n, so of 99
# requests P99 is 0; bombardier takes the rank below; vegeta interpolates (t-digest), so its figures
# are latencies that no request had: with 5 % of answers at 5 s and the rest below 40 ms it prints a
# P95 of 228 ms.
# For a load test: percentiles of few samples (a short CI run, one interval, a rare endpoint) are
# definitions, not measurements; compare within a tool, or raw samples with one formula.
#
# Seen, ten answers after 0.1, 0.2 … 1.0 s: P50 ab 601, hey 601, bombardier 501, vegeta 555 ms; P90
# ab 1002, hey 1002, bombardier 900, vegeta 968 ms; hey P95 and P99 "0% in 0.0000 secs".
source "$(dirname "$0")/lib.sh"
need_deb apache2-utils 2.4.71
go_tool github.com/rakyll/hey@v0.1.5
go_tool github.com/codesenberg/bombardier@v1.2.6
go_tool github.com/tsenart/vegeta/v12@v12.13.0

run() {
  server --work 0.1 --steps 10
  "${@//\{\}/$url/}" >"$work/out" 2>&1
  stop
}
run ab -k -q -n 10 -c 1 {}
ab50=$(awk '$1 == "50%" { print $2 }' "$work/out") ab90=$(awk '$1 == "90%" { print $2 }' "$work/out")
run "$bin/hey" -n 10 -c 1 {}
hey50=$(awk '$1 ~ /^50%/ { print 1000 * $3 }' "$work/out")
hey90=$(awk '$1 ~ /^90%/ { print 1000 * $3 }' "$work/out")
none=$(grep -cE '^ +0%+ in 0.0000 secs' "$work/out" || true)
run "$bin/bombardier" -n 10 -c 1 -l -p r {}
bom50=$(millis "$(awk '$1 == "50%" { print $2 }' "$work/out")")
bom90=$(millis "$(awk '$1 == "90%" { print $2 }' "$work/out")")
run bash -c "echo 'GET {}' | '$bin/vegeta' attack -rate 1 -duration 10s | '$bin/vegeta' report -type json"
read -r vegeta50 vegeta90 < <(python3 - "$work/out" <<'EOF'
import json, sys
latencies = json.load(open(sys.argv[1]))["latencies"]
print(latencies["50th"] / 1e6, latencies["90th"] / 1e6)
EOF
)
echo "ab:         P50 $ab50, P90 $ab90 ms"
echo "hey:        P50 $hey50, P90 $hey90 ms, $none percentiles printed as 0"
echo "bombardier: P50 $bom50, P90 $bom90 ms"
echo "vegeta:     P50 $vegeta50, P90 $vegeta90 ms"
holds "ab: the 6th and the 10th" "$ab50 >= 590 && $ab50 < 700 && $ab90 >= 990"
holds "hey: the 6th and the 10th, P95 and P99 are 0" "$hey50 >= 590 && $hey50 < 700 && $hey90 >= 990 && $none == 2"
holds "bombardier: the 5th and the 9th" "$bom50 < 590 && $bom90 < 990"
holds "vegeta: values that nobody had" "$vegeta50 > 530 && $vegeta50 < 590 && $vegeta90 > 930 && $vegeta90 < 995"
finish
