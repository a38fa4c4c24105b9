#!/usr/bin/env bash
# varnish 7.1.1 (Debian 12): the first burst on a URL that may *not* be cached is queued at the
# proxy, and answers take three times as long as the backend.
#
# While one miss of a URL is under way, Varnish lets all others wait for it, in the hope of a
# cacheable answer. When the answer turns out to be uncacheable (no-store, max-age=0) or to vary by
# a header of the user, the waiting ones are woken a few at a time (rush_exponent 3), each group
# after the one before. Varnish then remembers for 120 s that the URL is not worth waiting for, so a
# second burst is as fast as the backend. For answers with `Vary` it does not, so each new URL
# queues.
# For a load test: users that start together meet a queue that later ones never see, again 2 minutes
# after the last answer; a warm-up hides it, and think times shorter than 120 s too.
#
# Seen: backend 0.2 s, 20 users at once: /no-store first burst 0.61 s, backend never had more than
# 10 of the 20; second burst 0.21 s and 20. Vary: 0.61 s for each new URL.
source "$(dirname "$0")/lib.sh"
need_deb varnish 7.1.1

cat >"$work/burst.py" <<'EOF'
import asyncio
import sys
import time


async def get(port, path, user):
    begin = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\nX-User: {user}\r\n"
                 "Connection: close\r\n\r\n".encode())
    await reader.read()
    writer.close()
    return time.monotonic() - begin


async def main():
    port, path = int(sys.argv[1]), sys.argv[2]
    print("%.2f" % max(await asyncio.gather(*(get(port, path, user) for user in range(20)))))


asyncio.run(main())
EOF
proxy() {
  cache=$(free_port)
  printf 'vcl 4.1; backend default { .host = "127.0.0.1"; .port = "%s"; }\n' "$port" >"$work/a.vcl"
  varnishd -F -n "$work/varnish$cache" -a "127.0.0.1:$cache" -f "$work/a.vcl" -s malloc,32m \
    >"$work/varnish.log" 2>&1 &
  varnish=$!
  pids+=("$varnish")
  wait_port "$cache"
}
burst() { python3 "$work/burst.py" "$cache" "$1"; }

server --work 0.2 --header 'Cache-Control: no-store'
proxy
first=$(burst /a) peak=$(counted peak)
second=$(burst /a) later=$(counted peak)
echo "no-store: first burst $first s, $peak at once at the backend; second $second s, $later at once"
holds "first burst of no-store queues (s)" "$first >= 0.55 && $peak < 20"
holds "second burst does not" "$second < 0.45 && $later == 20"
stop
kill "$varnish"
server --work 0.2 --header 'Cache-Control: max-age=60' --header 'Vary: X-User'
proxy
burst /a >/dev/null
other=$(burst /b)
echo "Vary: burst on a new URL $other s"
holds "Vary queues on each new URL" "$other >= 0.55"
finish
