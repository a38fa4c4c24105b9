#!/usr/bin/env bash
# Node 20.20.2: fetch (undici) never keeps a connection to a server that announces `Keep-Alive:
# timeout=1` or `timeout=2`; Node's http.Agent does from 2 on.
#
# The header tells how long the server keeps an idle connection. fetch takes it, subtracts a safety
# of up to two seconds, and what is left of 1 or 2 s is nothing: the connection is closed behind
# each answer, though the next request follows at once. Apache and others are often set to 1 or 2 s
# just to bear many users; Go, curl 7.88 and Python's clients ignore the header.
# For a load test: scripts and tools on fetch measure connecting (and a TLS handshake) in each
# request, and the server sees a hundred times the connections that other clients open; lowering a
# server's keep-alive time from 3 to 2 s changes the figures of one client and not of others.
#
# Seen, 10 requests one after another: fetch 2 connections without the header and with 3 and 5, 10
# with 1 and 2; http.get 1, with timeout=1 10.
source "$(dirname "$0")/lib.sh"
[[ $(node --version) == v20.* ]] || { echo "needs Node 20, found $(node --version)" >&2; exit 2; }

cat >"$work/get.mjs" <<'EOF'
import http from "node:http";
const [, , kind, url] = process.argv;
for (let i = 0; i < 10; i++) {
  if (kind === "fetch") await (await fetch(url)).text();
  else await new Promise((done) => http.get(url, (r) => r.resume().on("end", () => setTimeout(done, 5))));
}
process.exit(0);
EOF
connections() { # KIND [SECONDS]
  server ${2:+--header "Keep-Alive: timeout=$2"}
  node "$work/get.mjs" "$1" "$url/"
  opened=$(counted connections)
  stop
  echo "$1, ${2:+Keep-Alive: timeout=}${2:-no header}: $opened connections for 10 requests"
}
connections fetch
holds "fetch keeps" "$opened <= 3"
for seconds in 1 2; do
  connections fetch "$seconds"
  holds "fetch opens one each" "$opened == 10"
done
for seconds in 3 5; do
  connections fetch "$seconds"
  holds "fetch keeps" "$opened <= 3"
done
connections http 1
holds "http opens one each at 1 s" "$opened == 10"
connections http 2
holds "http keeps at 2 s" "$opened <= 2"
finish
