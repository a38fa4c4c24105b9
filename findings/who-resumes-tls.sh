#!/usr/bin/env bash
# Which clients resume TLS sessions (TLS 1.3, nginx 1.22.1): curl, wrk, h2load, Node and Java do;
# ab, siege, hey, vegeta, bombardier, httpx, aiohttp and Locust's FastHttpUser make a full handshake
# for every connection.
#
# A full handshake costs the server a signature and the client its check, several times the work of
# a resumed one; browsers and phones resume. None of these tools has a switch for it or a line about
# it: with the same connections per second, one tool's server signs ten times and the other's once.
# For a load test: a rate of new https connections (keep-alive off, short sessions) that two tools
# reach is a comparison of handshakes; nginx's $ssl_session_reused tells which it was. Go's client
# resumes only if a cache is configured, so k6, vegeta and hey are alike.
#
# Seen, 10 new connections each, full/resumed: curl 1/9, h2load 1/9, Node https 1/9, Node fetch 1/9,
# Java HttpClient 1/9, wrk 1/970; ab, siege, hey, vegeta, bombardier, httpx, aiohttp, Locust 10/0.
source "$(dirname "$0")/lib.sh"
need_deb nginx 1.22.1
need_deb curl 7.88.1
need_deb wrk 4.1.0
need_deb nghttp2-client 1.52.0
need_deb apache2-utils 2.4.71
need_deb siege 4.0.7
go_tool github.com/rakyll/hey@v0.1.5
go_tool github.com/codesenberg/bombardier@v1.2.6
go_tool github.com/tsenart/vegeta/v12@v12.13.0
py_packages httpx==0.28.1 aiohttp==3.14.5 locust==2.47.0
export HOME=$work # siege keeps its settings there

port=$(free_port)
url=https://localhost:$port/
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$work/key" \
  -out "$work/cert" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
cat >"$work/nginx.conf" <<EOF
daemon off; worker_processes 1; pid $work/pid; error_log $work/err;
events {}
http {
  log_format tls '\$ssl_protocol \$ssl_session_reused'; access_log $work/log tls;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server {
    listen 127.0.0.1:$port ssl; ssl_protocols TLSv1.3;
    ssl_certificate $work/cert; ssl_certificate_key $work/key;
    keepalive_timeout 0; location / { return 200 "ok"; }
  }
}
EOF
nginx -c "$work/nginx.conf" 2>/dev/null &
pids+=($!)
wait_port "$port"

cat >"$work/get.py" <<'EOF'
import asyncio
import sys

name, url = sys.argv[1:]
if name == "httpx":
    import httpx
    with httpx.Client(verify=False) as client:
        for _ in range(10):
            client.get(url)
elif name == "aiohttp":
    import aiohttp

    async def main():
        async with aiohttp.ClientSession() as session:
            for _ in range(10):
                async with session.get(url, ssl=False) as answer:
                    await answer.read()

    asyncio.run(main())
else:
    import gevent.monkey
    gevent.monkey.patch_all()
    from locust import FastHttpUser, task
    from locust.env import Environment

    class User(FastHttpUser):
        host = url
        insecure = True

        @task
        def nothing(self):
            pass

    user = User(Environment(user_classes=[User]))
    for _ in range(10):
        user.client.get("/")
EOF
cat >"$work/Get.java" <<'EOF'
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.*;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.*;

public class Get {
  public static void main(String[] args) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    store.setCertificateEntry("a", factory.generateCertificate(new FileInputStream(args[1])));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    for (int i = 0; i < 10; i++)
      client.send(HttpRequest.newBuilder(URI.create(args[0])).build(), HttpResponse.BodyHandlers.ofString());
  }
}
EOF
cat >"$work/get.mjs" <<'EOF'
import https from "node:https";
const url = process.argv[3];
for (let i = 0; i < 10; i++) {
  if (process.argv[2] === "fetch") await (await fetch(url)).text();
  else await new Promise((done) => https.get(url, (r) => r.resume().on("end", done)));
}
EOF
check() { # NAME resumes|full COMMAND…
  : >"$work/log"
  "${@:3}" >"$work/out" 2>&1 || true
  sleep 0.3
  local full resumed
  full=$(grep -c '^TLSv1.3 \.$' "$work/log" || true)
  resumed=$(grep -c '^TLSv1.3 r$' "$work/log" || true)
  if [[ $2 == resumes ]]; then
    holds "$1 resumes ($full full, $resumed resumed)" "$full == 1 && $resumed >= 9"
  else
    holds "$1 does not ($full full, $resumed resumed)" "$full >= 10 && $resumed == 0"
  fi
}
check curl resumes curl -sk $(printf "$url %.0s" $(seq 10))
check wrk resumes wrk -t1 -c1 -d1s "$url"
check h2load resumes h2load --h1 -n 10 -c 1 "$url"
export NODE_EXTRA_CA_CERTS=$work/cert
check "Node https" resumes node "$work/get.mjs" https "$url"
check "Node fetch" resumes node "$work/get.mjs" fetch "$url"
check "Java HttpClient" resumes java "$work/Get.java" "$url" "$work/cert"
check ab full ab -q -n 10 -c 1 "$url"
check siege full siege -b -r 10 -c 1 "$url"
check hey full "$bin/hey" -n 10 -c 1 "$url"
check vegeta full bash -c "echo 'GET $url' | '$bin/vegeta' attack -insecure -rate 10 -duration 1s"
check bombardier full "$bin/bombardier" -k -n 10 -c 1 "$url"
check httpx full "$py" "$work/get.py" httpx "$url"
check aiohttp full "$py" "$work/get.py" aiohttp "$url"
check "Locust FastHttpUser" full "$py" "$work/get.py" locust "https://localhost:$port"
finish
