#!/usr/bin/env bash
# Prometheus 2.42.0 (Debian 12): while two versions of a service with different bucket borders run side
# by side, histogram_quantile over both says 10 s when every request took 0.3 s, without a warning.
#
# `sum by (le)` takes each border from the one version that has it, and only +Inf from both, so half of
# all requests seem to lie above the largest border. histogram_quantile makes the counts rise where they
# do not, and goes on: everything above the P50 is answered with the largest border there is.
# `sum by (le, version)` is right for both.
# For a load test: a rolling update, or two generators started with different buckets, shows a P90 at the
# top of the scale for as long as both are within the range of rate(), and the very same traffic is
# fine before and after. A P99 that equals a border exactly is one of these; look at each version alone.
#
# Seen, 10 requests a second of each version, all 0.3 s, borders 0.1, 1, 10 and 0.25, 0.5, 5: P50 0.5, P90
# and P99 10; by version 0.99 and 0.50; both with the borders 0.1, 1, 10: 0.99.
source "$(dirname "$0")/lib.sh"
need_deb prometheus 2.42.0

series() { # VERSION LE PER_INTERVAL
  printf "  - {series: 'h_bucket{version=\"%s\",le=\"%s\"}', values: '0+%sx40'}\n" "$@"
}
one() { series "$1" 0.1 0; series "$1" 1 150; series "$1" 10 150; series "$1" +Inf 150; }
other() { series "$1" 0.25 0; series "$1" 0.5 150; series "$1" 5 150; series "$1" +Inf 150; }
quantile() { # Q LABELS SERIES: the values that promtool computes, shown by expecting another
  cat >"$work/test.yml" <<EOF
evaluation_interval: 1m
tests:
- interval: 15s
  input_series:
$3
  promql_expr_test:
  - expr: 'histogram_quantile($1, sum by ($2) (rate(h_bucket[5m])))'
    eval_time: 10m
    exp_samples: [{labels: '{}', value: -1}]
EOF
  { promtool test rules "$work/test.yml" 2>&1 || true; } | sed -n 's/.*got: *//p' | tr -d '\n'
}
mixed=$(one 1; other 2)
alike=$(one 1; one 2)
value() { awk '{ print $NF + 0 }' <<<"$1"; }
p50=$(value "$(quantile 0.5 le "$mixed")")
p90=$(value "$(quantile 0.9 le "$mixed")")
p99=$(value "$(quantile 0.99 le "$mixed")")
apart=$(quantile 0.99 le,version "$mixed")
p99_alike=$(value "$(quantile 0.99 le "$alike")")
echo "all requests 0.3 s; both versions: P50 $p50, P90 $p90, P99 $p99"
echo "by version, P99: $apart; the same borders: $p99_alike"
holds "P90 and P99 are the largest border" "$p90 == 10 && $p99 == 10"
holds "P50 is a border of one version" "$p50 == 0.5"
holds "by version, and with one layout, they are below 1 s" \
  "$p99_alike < 1 && $(sed -E 's/.*"1"\} ([0-9.E+-]+).*/\1/' <<<"$apart") < 1"
finish
