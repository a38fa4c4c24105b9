#!/usr/bin/env bash
# prom-client 15.1.3 (Node): a Summary in a cluster exports the *sum* of its workers' percentiles.
#
# A Node service on several cores runs as workers, and AggregatorRegistry merges their metrics for one
# /metrics page. Everything is added up unless the metric says otherwise, and a Summary's quantiles
# are samples like its count and sum: the P50 of 0.1 s of each of four workers becomes 0.4 s. The
# percentiles look plausible, grow with every worker (and with none of the latency), and the mean of
# the same metric, sum / count, stays right. `aggregator: 'average'` makes the mean of the percentiles
# instead, and divides count and sum by the workers too. A Histogram is merged correctly.
# For a load test: a service that reports a P99 many times the client's is not a queue behind the
# client's back; divide by the number of workers, or look at sum / count, before searching for it.
# Scaling from four to eight workers then "doubles" the P99 while the client sees it fall.
#
# Seen, four workers, 250 requests of 0.1 s each: quantile 0.5 and 0.99 0.4, count 1000, sum 100 (mean
# 0.1); one worker: 0.1. With `average`: quantiles 0.1, count 250, sum 25. Histogram: all 1000 in le="0.15".
source "$(dirname "$0")/lib.sh"
npm_packages prom-client@15.1.3

cat >"$work/service.cjs" <<'EOF'
const cluster = require("cluster");
const { AggregatorRegistry, Histogram, Summary } = require("prom-client");
const [workers, aggregator] = [Number(process.argv[2]), process.argv[3]];
const registry = new AggregatorRegistry();

if (cluster.isPrimary) {
  let ready = 0;
  for (let i = 0; i < workers; i++) cluster.fork();
  cluster.on("message", async (worker, message) => {
    if (message !== "ready" || ++ready < workers) return;
    console.log(await registry.clusterMetrics());
    for (const each of Object.values(cluster.workers)) each.kill();
  });
} else {
  const quantiles = [0.5, 0.99];
  const summary = new Summary({ name: "s", help: "s", percentiles: quantiles, aggregator });
  const histogram = new Histogram({ name: "h", help: "h", buckets: [0.05, 0.15, 1] });
  for (let i = 0; i < 250; i++) [summary, histogram].forEach((metric) => metric.observe(0.1));
  process.send("ready");
}
EOF
figures() { # WORKERS AGGREGATOR
  node "$work/service.cjs" "$@" >"$work/metrics"
  value() { awk -v name="$1" '$1 == name { printf "%.3f", $2 }' "$work/metrics"; }
  p50=$(value 's{quantile="0.5"}') p99=$(value 's{quantile="0.99"}') count=$(value s_count) sum=$(value s_sum)
  below=$(value 'h_bucket{le="0.15"}')
  echo "$*: P50 $p50, P99 $p99, count $count, sum $sum, histogram at most 0.15 s: $below"
}
figures 1 sum
holds "one worker: the latency" "$p50 == 0.1 && $p99 == 0.1"
figures 4 sum
holds "four workers: four times the latency, right mean" \
  "$p50 == 0.4 && $p99 == 0.4 && $count == 1000 && $sum == 100"
holds "a histogram is merged correctly" "$below == 1000"
figures 4 average
holds "average spoils count and sum instead" "$p99 == 0.1 && $count == 250 && $sum == 25"
finish
