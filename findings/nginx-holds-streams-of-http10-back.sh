#!/usr/bin/env bash
# nginx 1.22.1 (Debian 12) as a proxy, buffering on: whether an event stream comes event by event or in
# one piece at its end is decided by `proxy_http_version`, not by `proxy_buffering`.
#
# nginx asks backends with HTTP/1.0 unless told otherwise, so they cannot send chunks and end the
# answer by closing. A body whose length nginx does not know goes on only when a buffer of 4 or 8 KB
# is full or the backend has closed; one with a Content-Length likewise until the rest of it fits. Of
# a chunked body nginx knows where the next bytes end, and passes on what has come at once, with the
# same buffering on. "Streams need proxy_buffering off" is true by accident: one line, HTTP/1.1, does it.
# For a load test: time to the first byte or token behind such a proxy is the time of the whole answer
# and every gap 0, while the total is right; the same service reached directly, or behind a proxy with
# keep-alive to its backend (which needs HTTP/1.1), looks many times faster at the same work.
#
# Seen, five events 0.3 s apart, `proxy_buffering on` throughout: HTTP/1.0: one piece, first event at
# 1.50 s; HTTP/1.1: five pieces, first at 0.00 s, last at 1.20 s; 5,000 bytes with Content-Length over
# HTTP/1.1: not a byte, not even the head, before 1.20 s.
source "$(dirname "$0")/lib.sh"
need_deb nginx 1.22.1

cat >"$work/stream.py" <<'EOF'
import asyncio


async def connection(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    line = head.split("\r\n")[0]
    if " /length" in line:
        framing, part = b"Content-Length: 5000", b"x" * 1000
    elif line.endswith("1.1"):
        framing, part = b"Transfer-Encoding: chunked", b"9\r\ndata: 1\n\n\r\n"
    else:
        framing, part = b"Connection: close", b"data: 1\n\n"
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + framing + b"\r\n\r\n")
    for _ in range(5):
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.3)
    if framing.startswith(b"T"):
        writer.write(b"0\r\n\r\n")
    writer.close()


async def main():
    server = await asyncio.start_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
EOF
cat >"$work/read.py" <<'EOF'
import socket
import sys
import time

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
begin = time.monotonic()
connection.sendall(f"GET {sys.argv[2]} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
times = []
while part := connection.recv(65536):
    if b"data" in part or b"xxx" in part:
        times.append(time.monotonic() - begin)
print(len(times), "%.2f %.2f" % (times[0], times[-1]))
EOF
serve python3 "$work/stream.py"
front=$(free_port)
cat >"$work/nginx.conf" <<EOF
daemon off; worker_processes 1; pid $work/pid; error_log $work/err;
events {}
http {
  access_log off;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  proxy_buffering on;
  server {
    listen 127.0.0.1:$front;
    location /default { proxy_pass $url; }
    location /1.1 { proxy_http_version 1.1; proxy_pass $url; }
    location /length { proxy_http_version 1.1; proxy_pass $url; }
  }
}
EOF
nginx -c "$work/nginx.conf" 2>/dev/null &
pids+=($!)
wait_port "$front"
get() {
  read -r pieces first last < <(python3 "$work/read.py" "$front" "$1")
  echo "$1: $pieces pieces with data, first after $first s, last after $last s"
}
get /default
holds "HTTP/1.0 to the backend: all at the end" "$pieces == 1 && $first >= 1.4"
get /1.1
holds "HTTP/1.1: as they come, with buffering on" "$pieces == 5 && $first < 0.3 && $last >= 1.1"
get /length
holds "a body of known length waits until its rest has come" "$pieces == 1 && $first >= 1.1"
finish
