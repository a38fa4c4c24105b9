#!/usr/bin/env bash
# nginx 1.22.1 (Debian 12), `proxy_cache_lock on`: who waits for another's miss waits in steps of half a
# second, however fast the backend is; for answers that may not be cached, one after another.
#
# The directive lets one request of a URL fill the cache while the others wait for it, and is advised
# against stampedes. The waiting ones are not woken when the answer has come: each looks again every
# 500 ms. So a miss of 30 ms costs all others 500 ms, one of 600 ms costs them a second. If the answer
# turns out to be uncacheable, the next one takes the lock and the rest wait another 500 ms: the URL
# gives two answers a second while the backend idles, and nginx does not learn it for the next burst.
# For a load test: latencies of 0.5, 1.0, 1.5 ... s, and a throughput of one URL that neither the number
# of users nor a faster backend changes, are this lock. Only requests that wait 5 s
# (proxy_cache_lock_timeout) go past it.
#
# Seen, ten users at once. Cacheable, backend 0.03 s: one 0.03 s, nine 0.51 s; backend 0.6 s: 0.60 s and
# nine of 1.00 s. no-store, backend 0.03 s: 0.04, 0.54, 1.04 ... 4.54 s, never two at the backend; the
# second burst is the same. Without the lock: ten of 0.03 s.
source "$(dirname "$0")/lib.sh"
need_deb nginx 1.22.1

cat >"$work/burst.py" <<'EOF'
import asyncio
import sys
import time


async def get(port, path):
    begin = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    await reader.read()
    writer.close()
    return time.monotonic() - begin


async def main():
    port, path = int(sys.argv[1]), sys.argv[2]
    print(*("%.2f" % t for t in sorted(await asyncio.gather(*(get(port, path) for _ in range(10))))))


asyncio.run(main())
EOF
server --work 0.03 --header 'Cache-Control: max-age=60'
quick=$url
server --work 0.6 --header 'Cache-Control: max-age=60'
slow=$url
server --work 0.03 --header 'Cache-Control: no-store'
front=$(free_port)
cat >"$work/nginx.conf" <<EOF
daemon off; worker_processes 1; pid $work/pid; error_log $work/err;
events {}
http {
  access_log off;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  proxy_cache_path $work/cache keys_zone=c:1m; proxy_cache c;
  server {
    listen 127.0.0.1:$front;
    location /quick/ { proxy_cache_lock on; proxy_pass $quick; }
    location /slow/ { proxy_cache_lock on; proxy_pass $slow; }
    location /never/ { proxy_cache_lock on; proxy_pass $url; }
    location /unlocked/ { proxy_pass $quick; }
  }
}
EOF
nginx -c "$work/nginx.conf" 2>/dev/null &
pids+=($!)
wait_port "$front"
burst() {
  read -r -a times < <(python3 "$work/burst.py" "$front" "$1")
  echo "$1: ${times[*]}"
}
burst /quick/
holds "one is as fast as the backend, nine wait half a second" \
  "${times[0]} < 0.4 && ${times[1]} >= 0.49 && ${times[9]} < 0.95"
burst /slow/
holds "a miss of 0.6 s costs the others a second" "${times[0]} < 0.95 && ${times[1]} >= 0.99"
for _ in first second; do
  burst /never/
  holds "uncacheable answers come one each half second" \
    "${times[1]} >= 0.49 && ${times[5]} >= 2.45 && ${times[9]} >= 4.4"
done
peak=$(counted peak)
holds "though the backend never had two requests at once" "$peak == 1"
burst /unlocked/
holds "without the lock all are fast" "${times[9]} < 0.4"
finish
