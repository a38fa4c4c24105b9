#!/usr/bin/env bash
# haproxy 2.6.12 (Debian 12), default settings: each client connection costs the server a new connection,
# although haproxy has dozens of idle ones to it.
#
# haproxy keeps connections to its servers, but with `http-reuse safe`, the default, the first request of
# a client connection never goes over one that it has kept: it might have just been closed, and a request
# that cannot be repeated would be lost with it. Only later requests of the same client may. So clients
# without keep-alive, or new users each time, switch off keep-alive behind the proxy as well.
# `http-reuse always` shares connections with the first request too.
# For a load test: a run without keep-alive, or with new users each time, measures two connections and, with TLS
# to the server, two handshakes per request, and uses up the proxy's ports; a test with kept connections
# says nothing about visitors that come once. Count the connections at the server.
#
# Seen, connections at the server: 50 clients with a request each, one after another: 50; one client with
# 50 requests: 1; `http-reuse always`: 50 clients 1.
source "$(dirname "$0")/lib.sh"
need_deb haproxy 2.6.12

server
target=$port
proxy() { # [LINE]
  front=$(free_port)
  cat >"$work/haproxy.cfg" <<EOF
defaults
  mode http
  timeout connect 60s
  timeout client 60s
  timeout server 60s
  $1
frontend in
  bind 127.0.0.1:$front
  default_backend out
backend out
  server a 127.0.0.1:$target
EOF
  haproxy -db -f "$work/haproxy.cfg" >"$work/log" 2>&1 &
  haproxy=$!
  pids+=("$haproxy")
  wait_port "$front"
}
cat >"$work/clients.py" <<'EOF'
import http.client
import sys

port, clients, requests = map(int, sys.argv[1:])
for _ in range(clients):
    client = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(requests):
        client.request("GET", "/")
        client.getresponse().read()
    client.close()
EOF
load() { # CLIENTS REQUESTS
  local before
  before=$(counted connections)
  python3 "$work/clients.py" "$front" "$@"
  used=$(($(counted connections) - before))
  echo "$1 clients, $2 requests each: $used new connections at the server"
}
proxy ''
load 50 1
holds "a connection to the server for each client" "$used == 50"
load 1 50
holds "one for fifty requests of a client" "$used == 1"
kill "$haproxy"
proxy 'http-reuse always'
load 50 1
holds "with http-reuse always they are shared" "$used <= 2"
finish
