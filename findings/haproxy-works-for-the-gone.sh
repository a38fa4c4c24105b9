#!/usr/bin/env bash
# haproxy 2.6.12 (Debian 12): requests whose clients have given up stay in its queue and are all sent
# to the server, one after another, with default settings.
#
# `maxconn` of a server line protects it by a queue. A client that closes its connection while it is
# queued may just have closed its sending side, so haproxy goes on unless `option abortonclose` is
# set: the server spends its time on answers that nobody reads, and whoever comes next waits behind
# them.
# For a load test: after a phase with timeouts the service looks slow although the load is gone, the
# server counts requests that the tool has long counted as timeouts, and a breaking point found by
# raising the load is followed by a recovery time that is the queue's, not the service's. The same
# holds for the end of a run that cuts off what is under way: leave time before the next one.
#
# Seen, maxconn 1, answers of 0.4 s, ten users at once that give up after 0.3 s: the server got all
# ten, the next user waited 4.0 s; with `option abortonclose` it got 2 to 4, the next user waited 0.4 s.
source "$(dirname "$0")/lib.sh"
need_deb haproxy 2.6.12

server --work 0.4
proxy() { # [OPTION]
  front=$(free_port)
  cat >"$work/haproxy.cfg" <<EOF
defaults
  mode http
  timeout connect 30s
  timeout client 30s
  timeout server 30s
  $1
frontend in
  bind 127.0.0.1:$front
  default_backend out
backend out
  server a 127.0.0.1:$port maxconn 1
EOF
  haproxy -db -f "$work/haproxy.cfg" >"$work/log" 2>&1 &
  haproxy=$!
  pids+=("$haproxy")
  wait_port "$front"
  sleep 1
}
overload() { # ten users at once, each gives up after 0.3 s; then one more
  local before=$(counted received) jobs=()
  for i in $(seq 10); do
    curl -s -o /dev/null -m 0.3 "http://127.0.0.1:$front/$i" &
    jobs+=($!)
  done
  wait "${jobs[@]}" || true
  sleep 0.1
  next=$(curl -s -o /dev/null -w '%{time_total}' "http://127.0.0.1:$front/next")
  received=$(($(counted received) - before - 1))
}
proxy ''
overload
kill "$haproxy"
echo "default: all 10 gave up after 0.3 s, server got $received of them, the next user waits $next s"
default_received=$received default_next=$next
holds "all are worked on for nobody" "$default_received == 10 && $default_next > 2"
proxy 'option abortonclose'
overload
echo "option abortonclose: server got $received, the next user waits $next s"
holds "with it the queue is emptied" "$received < 8 && $next < $default_next / 2"
finish
