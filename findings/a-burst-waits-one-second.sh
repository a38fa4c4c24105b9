#!/usr/bin/env bash
# Python 3.11 socketserver (http.server, wsgiref), cpp-httplib 0.11.4 (Debian 12): a queue of 5 for
# connections; a burst of users gets latencies of exactly 1 s, 3 s, 7 s from an idle server.
#
# The kernel drops the SYN of a connection that finds the accept queue full, and the client's kernel
# sends it again after 1, 3, 7 s. No error, no log line, no load: only a step in the latency (the
# connect phase). How long the queue is differs a thousandfold between servers and is rarely known:
# 5 http.server, wsgiref, cpp-httplib; 50 JDK 17 HttpServer; 100 hypercorn; 128 aiohttp, tornado,
# Flask; 511 nginx, Apache, Node; 1024 lighttpd, granian, waitress; 2048 uvicorn, gunicorn; 4096 Go,
# haproxy (each bounded by net.core.somaxconn).
# For a load test: P99 = 1.0x s at a start of many users, gone with a slower ramp, is this queue;
# `nstat -az TcpExtListenOverflows` on the server counts it.
#
# Seen, 200 connections at once, three times: cpp-httplib 498 and Python 584 of the 600 connected
# after 1.0 s; Node (queue of 511): all at once.
source "$(dirname "$0")/lib.sh"
need_deb iproute2 6
need_deb libcpp-httplib-dev 0.11.4

cat >"$work/server.cpp" <<'EOF'
#include <httplib.h>
#include <cstdio>
int main() {
  httplib::Server server;
  server.Get("/", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("ok", "text/plain");
  });
  std::printf("%d\n", server.bind_to_any_port("127.0.0.1"));
  std::fflush(stdout);
  server.listen_after_bind();
}
EOF
g++ -O1 -std=c++17 "$work/server.cpp" -o "$work/server" -lcpp-httplib -pthread
cat >"$work/server.py" <<'EOF'
import http.server


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
EOF
cat >"$work/burst.py" <<'EOF'
import select
import socket
import sys
import time

late = 0
for _ in range(3):
    waiting, begin, poll = {}, time.monotonic(), select.epoll()
    for _ in range(200):
        peer = socket.socket()
        peer.setblocking(False)
        peer.connect_ex(("127.0.0.1", int(sys.argv[1])))
        waiting[peer.fileno()] = peer
        poll.register(peer.fileno(), select.EPOLLOUT)
    while waiting and time.monotonic() - begin < 15:
        for number, _ in poll.poll(1):
            poll.unregister(number)
            peer = waiting.pop(number)
            peer.setblocking(True)
            late += 0.9 < time.monotonic() - begin
            peer.sendall(b"GET / HTTP/1.0\r\n\r\n")
            peer.shutdown(socket.SHUT_WR)
            peer.close()
    time.sleep(1)
print(late)
EOF
burst() {
  serve "${@:2}"
  queue=$(ss -ltnH "sport = :$port" | awk '{ print $3 }')
  late=$(python3 "$work/burst.py" "$port" 2>/dev/null)
  stop
  echo "$1: queue $queue, of 600 connections $late waited a second"
}
burst cpp-httplib "$work/server"
holds "cpp-httplib" "$queue == 5 && $late >= 20"
burst http.server python3 "$work/server.py"
holds "http.server" "$queue == 5 && $late >= 20"
burst Node node -e 'const s = require("http").createServer((q, r) => r.end("ok"));
s.listen(0, "127.0.0.1", () => console.log(s.address().port))'
holds "Node" "$queue == 511 && $late == 0"
finish
