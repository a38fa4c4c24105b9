#!/usr/bin/env bash
# aiohttp 3.14.5 and httpx 0.28.1: a client with default settings sends 100 requests at once,
# whatever the number of tasks; httpx keeps 20 connections and opens the rest anew each time.
#
# 300 tasks that await one session look like 300 users. Both libraries hold 200 of them back in
# their pool without a word, and the time in that queue lies inside whatever the script measures
# around the call; the server never has more than 100. httpx also closes all idle connections but
# 20, so of each further burst of 300 at most 20 requests find a kept connection: a load of new
# connections (TLS handshakes) that nobody asked for. A wait of over 5 s in its queue is an error
# (PoolTimeout) that looks like the server's.
# For a load test: home-made clients and LLM benchmarks on these libraries stop at 100 in flight;
# the latency rises from there on while the server idles. aiohttp: TCPConnector(limit=0); httpx:
# Limits(max_connections=None, max_keepalive_connections=None).
#
# Seen, answers of 0.5 s, 3 bursts of 300: aiohttp 100 at once, 100 connections in all, slowest 1.5
# s and more; httpx 100 at once, 860 connections for 900 requests.
source "$(dirname "$0")/lib.sh"
py_packages aiohttp==3.14.5 httpx==0.28.1

cat >"$work/burst.py" <<'EOF'
import asyncio
import sys
import time
import aiohttp
import httpx

name, url = sys.argv[1:]


async def timed(get):
    begin = time.monotonic()
    await get()
    return time.monotonic() - begin


async def bursts(get):
    times = []
    for _ in range(3):
        times += await asyncio.gather(*(timed(get) for _ in range(300)))
    print("%.2f" % max(times))


async def main():
    if name == "aiohttp":
        async with aiohttp.ClientSession() as session:
            async def get():
                async with session.get(url) as answer:
                    await answer.read()
            await bursts(get)
    else:
        async with httpx.AsyncClient(timeout=httpx.Timeout(5, pool=60)) as client:
            await bursts(lambda: client.get(url))


asyncio.run(main())
EOF
for name in aiohttp httpx; do
  server --work 0.5
  slowest=$("$py" "$work/burst.py" "$name" "$url/")
  received=$(counted received) peak=$(counted peak) connections=$(counted connections)
  stop
  echo "$name: $received requests, $peak at once, $connections connections, slowest $slowest s"
  holds "$name: 100 of 300 at once" "$received == 900 && $peak == 100"
  holds "$name: the last waited in the client for two others (s)" "$slowest >= 1.4"
  if [[ $name == aiohttp ]]; then
    holds "aiohttp keeps them all" "$connections <= 110"
  else
    holds "httpx opens nearly one a request" "$connections > 700"
  fi
done
finish
