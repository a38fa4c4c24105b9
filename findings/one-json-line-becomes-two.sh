#!/usr/bin/env bash
# httpx 0.28.1 and requests 2.34.2 (iter_lines): a line of NDJSON or of an event stream that holds
# U+2028, U+0085 or another of Unicode's line ends is cut in two.
#
# JSON may carry these characters raw, and for both formats only CR and LF end a line. httpx's
# iter_lines cuts at all that Python's str.splitlines knows, requests' at the same with
# decode_unicode=True (on bytes it does not). U+2028 comes out of texts pasted from word processors
# and out of language models; each is one message more, and none of the two parts is JSON.
# For a load test: a client that counts lines counts tokens that were not sent, or fails on the
# tenth thousandth answer of a healthy server; read bytes, or use an SSE library with a parser of
# its own.
#
# Seen, two lines of JSON, the first with U+2028 and U+0085 in a text: httpx 4 lines, requests with
# decode_unicode 4, requests on bytes 2; an event `data: {…U+2028…}`: httpx gives `data: {"t": "a`
# and `b"}`.
source "$(dirname "$0")/lib.sh"
py_packages httpx==0.28.1 requests==2.34.2

cat >"$work/lines.py" <<'EOF'
import json
import sys
import httpx
import requests

url = sys.argv[1]
with httpx.stream("GET", url) as answer:
    lines = list(answer.iter_lines())
print(len(lines))
with requests.get(url, stream=True) as answer:
    print(len(list(answer.iter_lines(decode_unicode=True))))
with requests.get(url, stream=True) as answer:
    on_bytes = list(answer.iter_lines())
print(len(on_bytes))
print(sum(1 for line in on_bytes if json.loads(line)))
EOF
server --body "$(printf '{"t": "a\u2028b\u0085c"}\n{"t": "d"}\n')"
{ read -r httpx; read -r decoded; read -r bytes; read -r documents; } < <("$py" "$work/lines.py" "$url/")
echo "2 lines of JSON: httpx $httpx, requests decoded $decoded, requests on bytes $bytes ($documents documents)"
holds "httpx cuts at U+2028 and U+0085" "$httpx == 4"
holds "requests does when it decodes" "$decoded == 4"
holds "requests on bytes does not" "$bytes == 2 && $documents == 2"
finish
