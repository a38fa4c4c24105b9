#!/usr/bin/env bash
# wrk 4.1.0 (Debian 12): --timeout is no timeout. It ends no request and finds none that hangs.
#
# An answer that comes later than --timeout is counted as a request *and* as a timeout, and its
# latency is thrown away: the longest latency shown is always below the timeout. A request that is
# never answered is counted nowhere, not even as a timeout, and its connection stays blocked, so the
# load fades away without a word.
# For a load test: "timeout 0" and a maximum of 30 ms can be the report of a server whose every
# connection hangs. Compare the requests per second with what the latency allows (connections /
# mean).
#
# Seen: every 50th request is never answered, 10 connections, 4 s, --timeout 1s: 490 requests, max
# 35 ms, no line of errors, all 10 connections stuck after a second. Every 100th answered after 1.5
# s: "timeout 8", max 30 ms, the 8 are in the number of requests.
source "$(dirname "$0")/lib.sh"
need_deb wrk 4.1.0

echo "== every 50th request is never answered"
server --work 0.02 --slow-every 50 --slow 1000
wrk -t1 -c10 -d6s --timeout 1s --latency "$url" | tee "$work/never"
stuck=$(($(counted received) - $(counted answered)))
stop
echo "the server holds $stuck requests that wrk waits for"
echo "== every 100th request is answered after 1.5 s"
server --work 0.02 --slow-every 100 --slow 1.5
wrk -t1 -c10 -d4s --timeout 1s --latency "$url" | tee "$work/late"
answered=$(counted answered)
errors=$(grep -c 'Socket errors' "$work/never" || true)
max=$(millis "$(awk '$1 == "Latency" && NF > 4 { print $4 }' "$work/late")")
timeouts=$(awk '/Socket errors/ { print $NF }' "$work/late")
requests=$(awk '/requests in/ { print $1 }' "$work/late")
holds "hanging requests, lines of errors" "$stuck == 10 && $errors == 0"
holds "answers after 1.5 s: timeouts counted, no latency above 1 s (max in ms)" \
  "$timeouts > 0 && $max < 1000"
holds "they are counted as requests too (wrk, server)" "$requests >= $answered - 10"
finish
