#!/usr/bin/env bash
# nginx 1.22.1 with libnginx-mod-http-echo 0.63 (Debian 12): $request_time is 0.000 for a request
# that took 300 ms, and for all that waited behind it.
#
# nginx looks at the clock once per turn of its event loop and uses that time for the log. Whatever
# blocks the worker inside one turn (a disk read, an embedded script, a heavy regular expression;
# here echo_blocking_sleep) takes no time by nginx's clock. Requests that arrive meanwhile start
# when the worker reads them, so their wait is not logged either. A handler that waits with a timer
# (echo_sleep) is logged right.
# For a load test: client P99 1.1 s and a log full of 0.000 is no proof that the network or the
# generator is slow; a worker that blocks looks exactly like that.
#
# Seen: blocking 0.3 s: client 0.317 s, log 0.000; timer 0.3 s: client 0.313, log 0.304; a static
# answer behind four blocking ones: client 1.1 s, log 0.000.
source "$(dirname "$0")/lib.sh"
need_deb nginx 1.22.1
need_deb libnginx-mod-http-echo 1:0.63

port=$(free_port)
cat >"$work/nginx.conf" <<EOF
load_module /usr/lib/nginx/modules/ngx_http_echo_module.so;
daemon off; worker_processes 1; pid $work/pid; error_log $work/err;
events {}
http {
  log_format times '\$uri \$request_time'; access_log $work/log times;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server {
    listen 127.0.0.1:$port;
    location /blocks { echo_blocking_sleep 0.3; echo ok; }
    location /waits { echo_sleep 0.3; echo ok; }
    location / { return 200 "ok"; }
  }
}
EOF
nginx -c "$work/nginx.conf" 2>/dev/null &
pids+=($!)
wait_port "$port"
get() { curl -s -o /dev/null -w '%{time_total}' "http://127.0.0.1:$port$1"; }
logged() { awk -v uri="$1" '$1 == uri { print $2 }' "$work/log"; }
blocks=$(get /blocks)
waits=$(get /waits)
jobs=()
for i in 1 2 3 4; do
  get "/blocks$i" >/dev/null &
  jobs+=($!)
done
sleep 0.15
behind=$(get /behind)
wait "${jobs[@]}"
sleep 0.2
echo "blocking: client $blocks s, log $(logged /blocks) s"
echo "timer: client $waits s, log $(logged /waits) s"
echo "static, behind four blocking: client $behind s, log $(logged /behind) s"
holds "blocked for 0.3 s, logged as none" "$blocks >= 0.3 && $(logged /blocks) < 0.05"
holds "waited 0.3 s with a timer, logged" "$(logged /waits) >= 0.29"
holds "waiting for the worker is not logged" "$behind >= 0.6 && $(logged /behind) < 0.05"
finish
