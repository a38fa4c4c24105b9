#!/usr/bin/env bash
# uvicorn 0.54.0: --limit-concurrency N counts open connections, not requests, and allows N - 1.
#
# The option is known as the number of requests handled at once before 503 is answered. It looks at
# the number of open connections too, the asking one included, so kept connections that wait for a
# user's next click use it up: with N = 5 and five users that send one request after another (never
# two at the same time), every request of the fifth is a 503 from an idle server.
# For a load test: with think times the limit is one of users, not of load; "503 at 5 users" says
# nothing about the capacity, and --disable-keepalive of the generator makes it vanish.
#
# Seen, --limit-concurrency 5, one request at a time over kept connections: 4 users 12 x 200; 5
# users 12 x 200 and 3 x 503; 6 users 12 x 200 and 6 x 503; 6 users with a new connection for each
# request 18 x 200.
source "$(dirname "$0")/lib.sh"
py_packages uvicorn==0.54.0 requests==2.34.2

cat >"$work/app.py" <<'EOF'
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})
EOF
cat >"$work/users.py" <<'EOF'
import sys
import time
import requests

url, users, kept = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "kept"
sessions = [requests.Session() for _ in range(users)]
codes = []
for _ in range(3):
    for session in sessions:
        codes.append(session.get(url, headers={} if kept else {"Connection": "close"}).status_code)
        time.sleep(0.02)
print(codes.count(200), codes.count(503))
EOF
port=$(free_port)
(cd "$work" && exec "$work/py/bin/uvicorn" app:app --limit-concurrency 5 --log-level error --port "$port") &
pids+=($!)
wait_port "$port"
users() {
  sleep 0.5
  read -r good refused < <("$py" "$work/users.py" "http://127.0.0.1:$port/" "$1" "$2")
  echo "$1 users, $2 connections: $good x 200, $refused x 503"
}
users 4 kept
holds "four users are served" "$good == 12 && $refused == 0"
users 5 kept
holds "the fifth never is, though one request runs at a time" "$good == 12 && $refused == 3"
users 6 new
holds "without kept connections all are" "$good == 18 && $refused == 0"
finish
