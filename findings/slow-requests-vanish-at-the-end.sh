#!/usr/bin/env bash
# wrk 4.1.0, h2load 1.52.0, siege 4.0.7 (Debian 12), autocannon 8.0.0, hey 0.1.5, vegeta 12.13.0:
# what a run of a fixed time says of requests that are slower than what is left of it.
#
# wrk, h2load, siege and autocannon drop what is under way when the time is over: not late, not
# failed, not counted. One request of 20 takes 5 s here, the run 3 s, so *every* slow request is
# under way at the end and all four report a server that is never slower than 100 ms. hey and vegeta
# wait for the answers and see them. It is no rare edge: each connection's longest request is the
# likeliest to be the one that is cut off, so short runs lose the tail first.
# For a load test: a maximum far below the run time is worth nothing without the number of requests
# that were under way at its end.
#
# Seen (server: 200 received, 10 of them slow): wrk 190 requests, max 60 ms; h2load 190 done, 0
# failed; siege 190, longest 0.05 s; autocannon max 48 ms; hey 200, slowest 5.0 s; vegeta max 5.03
# s.
source "$(dirname "$0")/lib.sh"
need_deb wrk 4.1.0
need_deb nghttp2-client 1.52.0
need_deb siege 4.0.7
go_tool github.com/rakyll/hey@v0.1.5
go_tool github.com/tsenart/vegeta/v12@v12.13.0
npm_packages autocannon@8.0.0
export HOME=$work # siege keeps its settings there

# Runs a command with {} for the server's address; its output is in $work/out.
run() {
  server --work 0.02 --slow-every 20 --slow 5
  "${@//\{\}/$url/}" >"$work/out" 2>&1
  sleep 0.3
  received=$(counted received)
  stop
}

run wrk -t1 -c10 -d3s --latency {}
wrk=$(millis "$(awk '$1 == "Latency" && NF > 4 { print $4 }' "$work/out")")
wrk_requests=$(awk '/requests in/ { print $1 }' "$work/out")
echo "wrk: $wrk_requests requests of $received at the server, max $wrk ms"
run h2load --h1 -D 3 -c 10 {}
h2=$(millis "$(awk '/time for request/ { print $5 }' "$work/out")")
echo "h2load: $(grep '^requests:' "$work/out"), longest $h2 ms (server: $received)"
run siege -b -t 3s -c 10 {}
siege=$(awk -F: '/"longest_transaction"/ { gsub(/[ ,\t]/, "", $2); print $2 * 1000 }' "$work/out")
echo "siege: longest $siege ms (server: $received)"
run "$work/node_modules/.bin/autocannon" -j -d 3 -c 10 {}
cannon=$(grep -o '^{.*' "$work/out" | python3 -c 'import json,sys; print(json.load(sys.stdin)["latency"]["max"])')
echo "autocannon: max $cannon ms (server: $received)"
run "$bin/hey" -z 3s -c 10 {}
hey=$(awk '/Slowest/ { print $2 * 1000 }' "$work/out")
echo "hey: slowest $hey ms (server: $received)"
run bash -c "echo 'GET {}' | '$bin/vegeta' attack -rate 60 -duration 3s | '$bin/vegeta' report -type json"
vegeta=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["latencies"]["max"] / 1e6)' "$work/out")
echo "vegeta: max $vegeta ms (server: $received)"
holds "wrk never saw a slow request (ms)" "$wrk < 1500"
holds "h2load neither" "$h2 < 1500"
holds "siege neither" "$siege < 1500"
holds "autocannon neither" "$cannon < 1500"
holds "hey and vegeta did" "$hey > 4500 && $vegeta > 4500"
finish
