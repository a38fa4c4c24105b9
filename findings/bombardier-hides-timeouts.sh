#!/usr/bin/env bash
# bombardier 1.2.6 (on fasthttp): a GET that times out is sent again, and only the last try counts.
#
# -t is the timeout of one try. A try of an idempotent method that ran into it is repeated by the
# HTTP library (up to five times); if a later try is answered the request is one "2xx" whose latency
# is the sum. So a server that lets a third of the requests hang beyond the timeout gets a third
# more load, and the report says 100 % success with a "maximum" above the timeout. A POST is not
# repeated after a timeout and is counted as an error: the same server fails 33 % by POST and 0 % by
# GET.
# For a load test: "others - 0" says nothing about timeouts of GETs; a maximum above -t does.
#
# Seen: each third request takes 2 s, -t 1s, 30 requests, 1 connection. GET: 2xx 30, others 0, max
# 1.05 s, server received 44. POST: 2xx 20, others 10, server received 30.
source "$(dirname "$0")/lib.sh"
go_tool github.com/codesenberg/bombardier@v1.2.6

for method in GET POST; do
  server --work 0.02 --slow-every 3 --slow 2
  "$bin/bombardier" -n 30 -c 1 -t 1s -m "$method" -l -p r "$url/" >"$work/$method"
  received=$(counted received)
  stop
  ok=$(grep -o '2xx - [0-9]*' "$work/$method" | cut -d' ' -f3)
  others=$(grep -o 'others - [0-9]*' "$work/$method" | cut -d' ' -f3)
  echo "$method: 2xx $ok, others $others, server received $received"
  grep -E '^ +Latency  ' "$work/$method"
  if [[ $method == GET ]]; then
    holds "GET: no failure, more at the server" "$ok == 30 && $others == 0 && $received >= 40"
  else
    holds "POST: the timeouts are failures" "$others >= 9 && $received <= 31"
  fi
done
finish
