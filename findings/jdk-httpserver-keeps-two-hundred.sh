#!/usr/bin/env bash
# com.sun.net.httpserver.HttpServer (Java 17): the 201st idle connection is closed behind its answer,
# without `Connection: close`.
#
# The JDK's server, behind many mocks and small services, keeps at most 200 idle connections
# (sun.net.httpserver.maxIdleConnections). A connection that would be one more is ended as soon as its
# answer has gone out; the client has been told nothing and believes that it is kept. Servers that
# limit connections or requests usually announce it (nginx, Apache, Tomcat, hypercorn).
# For a load test: with 200 users that think between requests all is well; with 250 a fifth of the
# requests finds a closed connection: a new one for clients that try again, an error for those that
# do not, and for a POST nobody can know whether it was done. It looks like an overload that begins at
# an exact number of users.
#
# Seen, a request on each connection, then another one: of 150 connections 0 were closed, of 250 50
# (announced: 0); of 250 with maxIdleConnections=1000 0.
source "$(dirname "$0")/lib.sh"
version=$(java -version 2>&1 | head -n 1)
[[ $version == *'"17.'* ]] || { echo "needs Java 17, found: $version" >&2; exit 2; }

cat >"$work/Service.java" <<'EOF'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

public class Service {
  public static void main(String[] args) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1000);
    server.setExecutor(Executors.newFixedThreadPool(4));
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
cat >"$work/users.py" <<'EOF'
import socket
import sys

request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
users = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]


def answer(user):
    got = b""
    try:
        user.sendall(request)
        while not got.endswith(b"ok") and (part := user.recv(1000)):
            got += part
    except OSError:
        pass
    return got


first = [answer(user) for user in users]
second = [answer(user) for user in users]
print(sum(b"connection: close" in got.lower() for got in first),
      sum(got.endswith(b"ok") for got in first), sum(not got for got in second))
EOF
javac -d "$work" "$work/Service.java"
load() { # CONNECTIONS
  read -r announced answered closed < <(python3 "$work/users.py" "$port" "$1")
  echo "$1 connections: $answered answers, $announced announced a close, $closed closed before the second request"
}
# Idle connections are also ended after 30 s, which must not happen while a slow machine opens 250.
java_=(java -Dsun.net.httpserver.idleInterval=600 -cp "$work")
serve "${java_[@]}" Service
load 150
holds "150 are kept" "$answered == 150 && $closed == 0"
stop
serve "${java_[@]}" Service
load 250
holds "of 250 those above 200 are closed unannounced" "$answered == 250 && $announced == 0 &&
  $closed >= 40 && $closed <= 50"
stop
serve "${java_[@]}" -Dsun.net.httpserver.maxIdleConnections=1000 Service
load 250
holds "with a higher limit none" "$closed == 0"
finish
