#!/usr/bin/env bash
# wrk 4.1.0, ab 2.4.71, siege 4.0.7 (Debian 12), bombardier 1.2.6, autocannon 8.0.0, hey 0.1.5,
# vegeta 12.13.0, Locust 2.47.0: what "10 requests" is for a URL that redirects once.
#
# wrk, ab, bombardier and autocannon do not follow: 10 requests, the time of the redirect alone, the
# page behind it never loaded, and wrk and bombardier name no failure. hey, vegeta and Locust follow
# and count each pair as one request with the time of both (server: 20). siege follows and counts
# both (20 "transactions", half the time each). k6 counts two requests an iteration as well.
# For a load test: a URL that lost its trailing slash makes one tool twice as fast as another on the
# same server, and "requests per second" of two tools differ by two at equal work of the server.
#
# Seen, both answers after 0.1 s: counted / mean / at the server: wrk 10 per s / 0.10 s / no page;
# ab 10 / 0.10 / 10; bombardier 10 / 0.10 / 10; autocannon 10 / 0.10 / 10; hey 10 / 0.20 / 20;
# vegeta 10 / 0.20 / 20; Locust 18 / 0.21 / 37; siege 20 / 0.10 / 20.
source "$(dirname "$0")/lib.sh"
need_deb wrk 4.1.0
need_deb apache2-utils 2.4.71
need_deb siege 4.0.7
go_tool github.com/rakyll/hey@v0.1.5
go_tool github.com/codesenberg/bombardier@v1.2.6
go_tool github.com/tsenart/vegeta/v12@v12.13.0
npm_packages autocannon@8.0.0
py_packages locust==2.47.0
export HOME=$work # siege keeps its settings there

cat >"$work/user.py" <<'EOF'
from locust import HttpUser, constant, task


class User(HttpUser):
    wait_time = constant(0)

    @task
    def get(self):
        self.client.get("/")
EOF
run() {
  server --work 0.1 --redirect
  local command=("${@//\{\}/$url/}")
  "${command[@]//HOST/$url}" >"$work/out" 2>&1 || true
  received=$(counted received)
  pages=$(curl -s "$url/count" | sed -n 's/.*"\/b": \([0-9]*\).*/\1/p')
  pages=${pages:-0}
  stop
}
field() { grep -oE "$1" "$work/out" | grep -oE '[0-9.]+' | tail -n 1; }
report() { echo "$1: counts $2, $3 s each; server: $received, of them $pages of the page"; }

run wrk -t1 -c1 -d2s {}
wrk_pages=$pages
report wrk "$(field '[0-9]+ requests in')" "$(awk '$1 == "Latency" { print $2 }' "$work/out")"
run ab -q -k -n 10 -c 1 {}
ab_count=$(awk '/^Complete/ { print $3 }' "$work/out") ab_received=$received
report ab "$ab_count" "$(awk '/^Total:/ { print $3 / 1000 }' "$work/out")"
run "$bin/bombardier" -n 10 -c 1 -p r {}
bombardier_received=$received bombardier_3xx=$(field '3xx - [0-9]+')
report bombardier 10 "$(awk '$1 == "Latency" { print $2 }' "$work/out")"
run "$work/node_modules/.bin/autocannon" -a 10 -c 1 {}
autocannon_received=$received
report autocannon 10 "$(grep -a 'Latency' "$work/out" | awk -F'│' '{ print $7 }')"
run "$bin/hey" -n 10 -c 1 {}
hey=$(field '\[200\].[0-9]+ responses') hey_mean=$(awk '/Average/ { print $2 }' "$work/out") hey_received=$received
report hey "$hey" "$hey_mean"
run bash -c "echo 'GET {}' | '$bin/vegeta' attack -rate 4 -duration 2500ms | '$bin/vegeta' report -type json"
read -r vegeta vegeta_mean < <(python3 - "$work/out" <<'EOF'
import json, sys
report = json.load(open(sys.argv[1]))
print(report["requests"], report["latencies"]["mean"] / 1e9)
EOF
)
vegeta_received=$received
report vegeta "$vegeta" "$vegeta_mean"
run "$work/py/bin/locust" -f "$work/user.py" --headless -u 1 -t 4s -H HOST --csv "$work/run" --only-summary
read -r locust locust_mean < <(awk -F, '/Aggregated/ { print $3, $6 / 1000 }' "$work/run_stats.csv")
locust_received=$received
report Locust "$locust" "$locust_mean"
run siege -b -r 10 -c 1 {}
siege=$(awk -F: '/"transactions"/ { print $2 + 0 }' "$work/out") siege_received=$received
report siege "$siege" "$(awk -F: '/"response_time"/ { print $2 + 0 }' "$work/out")"

holds "wrk never loads the page" "$wrk_pages == 0"
holds "ab, bombardier, autocannon neither" \
  "$ab_count == 10 && $ab_received == 10 && $bombardier_received == 10 &&
 $bombardier_3xx == 10 && $autocannon_received == 10"
pair="two requests counted as one, with the time of both"
holds "hey: $pair" "$hey == 10 && $hey_received == 20 && $hey_mean > 0.19"
holds "vegeta: $pair" "$vegeta_received == 2 * $vegeta && $vegeta_mean > 0.19"
holds "Locust: $pair" "$locust_received >= 2 * $locust && $locust_received <= 2 * $locust + 4 &&
 $locust_mean > 0.19"
holds "siege counts both" "$siege == 20 && $siege_received == 20"
finish
