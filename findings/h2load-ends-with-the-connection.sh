#!/usr/bin/env bash
# h2load 1.52.0 against nginx 1.22.1 (both Debian 12): a connection that the server ends is not
# opened again, and a run by time that lost all its connections ends with "0 failed" and exit code
# 0.
#
# nginx ends an HTTP/2 connection in order (GOAWAY) behind its 1000th request, by default. h2load
# never connects again, so `-n 10000 -c 1` is 1,000 successes and 9,000 "failed" and "errored"
# requests that were never sent; of a run by time (-D) only the first 1,000 requests of each
# connection happen, the rest of the time nothing is sent, and the rate is the count over the whole
# time. With -D nothing in the output is unusual: 1000 started, 1000 done, 0 failed.
# For a load test: HTTP/2 figures of h2load need connections x 1000 above the requests (or
# keepalive_requests raised); "req/s" that is connections x 1000 / seconds is an artefact.
#
# Seen: -n 10000 -c 1: 1000 succeeded, 9000 failed, 9000 errored. -D 3 -c 1: "333.33 req/s", 1000
# done, 0 failed, while the same server takes tens of thousands a second.
source "$(dirname "$0")/lib.sh"
need_deb nginx 1.22.1
need_deb nghttp2-client 1.52.0

port=$(free_port)
cat >"$work/nginx.conf" <<EOF
daemon off; worker_processes 1; pid $work/pid; error_log $work/err;
events {}
http {
  access_log off;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server { listen 127.0.0.1:$port http2; location / { return 200 "ok"; } }
}
EOF
nginx -c "$work/nginx.conf" 2>/dev/null &
pids+=($!)
wait_port "$port"
h2load -n 10000 -c 1 -m 10 "http://127.0.0.1:$port/" >"$work/n"
grep -E '^(finished|requests)' "$work/n"
code=0
h2load -D 3 -c 1 -m 1 "http://127.0.0.1:$port/" >"$work/d" || code=$?
grep -E '^(finished|requests)' "$work/d"
figure() { grep '^requests:' "$work/$1" | grep -o "[0-9]* $2" | cut -d' ' -f1; }
holds "by count: succeeded and failed" "$(figure n succeeded) == 1000 && $(figure n failed) == 9000"
holds "by time: done, failed, exit code" \
  "$(figure d done) == 1000 && $(figure d failed) == 0 && $code == 0"
finish
