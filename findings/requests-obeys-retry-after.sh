#!/usr/bin/env bash
# requests 2.34.2 with urllib3 2.8.0: HTTPAdapter(max_retries=N), documented as a retry of failed
# connections only, also obeys `Retry-After` and sends answered requests again.
#
# Its documentation promises that a request of which data has reached the server is never repeated.
# Yet a 413, 429 or 503 that carries `Retry-After` is slept out and sent again up to N times, for
# GET, PUT and DELETE: the number becomes a urllib3 Retry, and that obeys the header by default. The
# caller gets the last 503 and one long latency. Without the header the same 503 comes at once.
# For a load test: a Locust or home-made client that mounts such an adapter "for flaky connects"
# turns an overloaded server's 503 into latencies of seconds, sends up to N times more than it
# counts just while the server is overloaded, and lowers its own rate.
#
# Seen: max_retries=2, answer 503 with `Retry-After: 1`: GET and PUT 3 requests at the server, 2.0
# s; POST 1. Without the header: 1 request, 0.0 s.
source "$(dirname "$0")/lib.sh"
py_packages requests==2.34.2 urllib3==2.8.0

cat >"$work/get.py" <<'EOF'
import sys
import time
import requests
from requests.adapters import HTTPAdapter

method, url = sys.argv[1:]
session = requests.Session()
session.mount("http://", HTTPAdapter(max_retries=2))
begin = time.monotonic()
try:
    status = session.request(method, url).status_code
except requests.RequestException as error:
    status = type(error).__name__
print(status, round(time.monotonic() - begin, 1))
EOF
try() { # METHOD [HEADER]
  server --status '503 Service Unavailable' ${2:+--header "$2"}
  read -r status took < <("$py" "$work/get.py" "$1" "$url/")
  received=$(counted received)
  stop
  echo "$1 ${2:-without Retry-After}: $status after $took s, $received at the server"
}
try GET
holds "without the header: once, at once" "$received == 1 && $took < 0.9"
try GET 'Retry-After: 1'
holds "GET with the header: three times, two waits" "$received == 3 && $took >= 2"
try PUT 'Retry-After: 1'
holds "PUT too" "$received == 3 && $took >= 2"
try POST 'Retry-After: 1'
holds "POST once" "$received == 1"
finish
