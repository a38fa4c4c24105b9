#!/usr/bin/env bash
# wrk 4.1.0 (Debian 12), hey 0.1.5: what does not divide evenly is left out, and the output repeats
# what was asked for.
#
# wrk gives each thread connections / threads, rounded down: `-t4 -c7` opens 4 connections under the
# headline "4 threads and 7 connections". hey gives each worker requests / workers: `-n 100 -c 60`
# sends 60. ab, h2load and bombardier send all. The rest is not mentioned, and no exit code tells.
# For a load test: latency and rate of such a run belong to another concurrency than the one in the
# report (4 instead of 7 is nearly half), so a curve over `-c 1, 2, 3 …` at a fixed -t has steps that
# look like the server's; and counts that "must" match the server's are short.
#
# Seen: wrk -t4 -c10 8 connections, -t4 -c7 4; hey -n 100 -c 60 60 requests, -n 10 -c 4 8; ab and
# h2load 10 of 10.
source "$(dirname "$0")/lib.sh"
need_deb wrk 4.1.0
need_deb apache2-utils 2.4.71
need_deb nghttp2-client 1.52.0
go_tool github.com/rakyll/hey@v0.1.5

run() {
  server --work 0.1
  "${@//\{\}/$url/}" >"$work/out" 2>&1
  received=$(counted received) connections=$(counted connections)
  stop
}
for asked in 10 7; do
  run wrk -t4 -c$asked -d1s {}
  echo "wrk -t4 -c$asked: \"$(grep -o '4 threads and.*' "$work/out")\", $connections at the server"
  holds "wrk rounds down" "$connections == 4 * int($asked / 4)"
done
run "$bin/hey" -n 100 -c 60 {}
echo "hey -n 100 -c 60: $received at the server"
holds "hey rounds down" "$received == 60"
run "$bin/hey" -n 10 -c 4 {}
echo "hey -n 10 -c 4: $received at the server"
holds "hey rounds down" "$received == 8"
run ab -q -k -n 10 -c 4 {}
holds "ab sends all" "$received == 10"
run h2load --h1 -n 10 -c 4 {}
holds "h2load sends all" "$received == 10"
finish
