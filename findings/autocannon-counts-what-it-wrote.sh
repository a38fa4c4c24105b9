#!/usr/bin/env bash
# autocannon 8.0.0 on Node 20: "N requests in T s" is what was written, not what was answered, and
# requests that a closed connection lost are no error.
#
# autocannon writes the next request as soon as an answer is complete, also when the answer has said
# `Connection: close`: the request goes into a connection that is about to end, is lost, and counts.
# Against a server that closes after each answer (HTTP/1.0 backends, one request a connection, a
# server that shuts down) half of the requests of `-a 40` never happen: errors 0, timeouts 0, resets
# 0, exit code 0. The loss shows only as the difference between `requests.sent` and `2xx` in the
# JSON.
# For a load test: use 2xx + non2xx as the count; a rate from the line "N requests in" can be twice
# the truth.
#
# Seen: -a 40 against such a server: "40 requests in 1 s", 20 x 2xx, server received 20; against one
# that drops each third request without an answer: "60 requests", 40 x 2xx, errors 0, resets 0.
source "$(dirname "$0")/lib.sh"
npm_packages autocannon@8.0.0

cannon() {
  "$work/node_modules/.bin/autocannon" -j -a "$1" -c 1 -m POST -b a "$url/" 2>/dev/null >"$work/out"
  read -r sent ok errors resets < <(python3 - "$work/out" <<'EOF'
import json, sys
line = next(l for l in open(sys.argv[1]) if l.startswith("{"))
report = json.loads(line)
print(report["requests"]["sent"], report["2xx"], report["errors"] + report["timeouts"], report["resets"])
EOF
)
}

server --work 0.01 --close
cannon 40
received=$(counted received)
echo "announced close: sent $sent, 2xx $ok, errors $errors, resets $resets; server received $received"
holds "announced close: half is lost, no error" \
  "$sent == 40 && $ok == $received && $ok <= 22 && $errors + $resets == 0"
stop
server --work 0.01 --drop-every 3
cannon 60
received=$(counted received)
echo "dropped: sent $sent, 2xx $ok, errors $errors, resets $resets; server received $received"
holds "dropped requests: a third is lost, no error" \
  "$sent == 60 && $ok <= 42 && $errors + $resets == 0"
finish
