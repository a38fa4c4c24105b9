#!/usr/bin/env bash
# cpp-httplib 0.11.4 (Debian 12), the HttpServer of JDK 17, http.server of Python 3.11 with
# HTTP/1.1: keep-alive makes them a hundred times slower, 40 ms and more for every answer.
#
# These servers write head and body in two small writes and leave Nagle's algorithm on. On a kept
# connection the second write waits until the client's kernel acknowledges the first, and Linux
# delays that by 40 ms. A new connection starts in quick-acknowledge mode, so its first answers are
# fast: the same server shows 0.2 ms without keep-alive and 44 ms with it, at 0 % of its processor.
# For a load test: a median of 40-48 ms that does not move with the load is this, not the service;
# the rate is stuck at 1000/44 = 23 a second for each connection. The cure is the server's:
# set_tcp_nodelay(true), -Dsun.net.httpserver.nodelay=true, disable_nagle_algorithm = True.
#
# Seen, median of 40 GETs: cpp-httplib kept 48.0, new 0.06 ms; JDK kept 44.1, new 1.6 ms; Python
# kept 44.0, new 0.4 ms. With the cure all are below 5 ms.
source "$(dirname "$0")/lib.sh"
need_deb libcpp-httplib-dev 0.11.4
java -version 2>&1 | grep -q '"17\.' || { echo "needs Java 17" >&2; exit 2; }
python3 --version | grep -q ' 3\.11' || { echo "needs Python 3.11" >&2; exit 2; }

cat >"$work/server.cpp" <<'EOF'
#include <httplib.h>
#include <cstdio>
int main(int argc, char**) {
  httplib::Server server;
  server.set_keep_alive_max_count(1000);
  server.set_tcp_nodelay(argc > 1);
  server.Get("/", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("ok", "text/plain");
  });
  std::printf("%d\n", server.bind_to_any_port("127.0.0.1"));
  std::fflush(stdout);
  server.listen_after_bind();
}
EOF
cat >"$work/Plain.java" <<'EOF'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

public class Plain {
  public static void main(String[] args) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, 2);
      exchange.getResponseBody().write("ok".getBytes());
      exchange.close();
    });
    server.start();
    System.out.println(server.getAddress().getPort());
  }
}
EOF
cat >"$work/plain.py" <<'EOF'
import http.server
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = len(sys.argv) > 1

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
EOF
cat >"$work/client.py" <<'EOF'
import socket
import statistics
import sys
import time

address = ("127.0.0.1", int(sys.argv[1]))


def get(peer):
    peer.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    data = b""
    while not data.endswith(b"ok"):
        data += peer.recv(4096)


def timed(action):
    begin = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - begin)


def on_new():
    with socket.create_connection(address) as peer:
        get(peer)


with socket.create_connection(address) as kept:
    for _ in range(20):
        get(kept)
    on_kept = [timed(lambda: get(kept)) for _ in range(40)]
print("%.2f %.2f" % (statistics.median(on_kept),
                     statistics.median(timed(on_new) for _ in range(40))))
EOF
g++ -O1 -std=c++17 "$work/server.cpp" -o "$work/server" -lcpp-httplib -pthread

measure() { # NAME LOW HIGH COMMAND…: the median on a kept connection is between LOW and HIGH ms
  local name=$1 low=$2 high=$3
  shift 3
  serve "$@"
  read -r kept new < <(python3 "$work/client.py" "$port")
  stop
  echo "$name: kept $kept ms, new $new ms"
  holds "$name, kept connection" "$kept >= $low && $kept < $high"
}
measure cpp-httplib 38 100 "$work/server"
measure "cpp-httplib with set_tcp_nodelay" 0 20 "$work/server" nodelay
measure JDK 38 100 java "$work/Plain.java"
measure "JDK with sun.net.httpserver.nodelay" 0 20 java -Dsun.net.httpserver.nodelay=true "$work/Plain.java"
measure Python 38 100 python3 "$work/plain.py"
measure "Python with disable_nagle_algorithm" 0 20 python3 "$work/plain.py" nodelay
finish
