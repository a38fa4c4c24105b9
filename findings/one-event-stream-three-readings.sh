#!/usr/bin/env bash
# httpx-sse 0.4.3, sseclient-py 1.9.0, eventsource-parser 3.1.1: of one event stream they give 3 events, 2
# others, and the 2 that the standard says.
#
# A heartbeat such as `event: ping` and a bare `id: 7` are blocks without data, which make no event; httpx-sse
# hands each out as an event with empty text. sseclient-py hands out a last block that no blank line ends,
# half a message when the connection is cut. Both take a byte order mark at the start for a part of
# the first field, so the first event is lost. eventsource-parser (behind TextDecoder) is right in all three,
# but keeps an event that ends with CR CR until the next byte comes, as an LF might follow.
# For a load test: the number of events (tokens, messages) and the time of the last one depend on the reader:
# a heartbeat each 15 s adds messages that no server sent, and `json.loads` of their text fails; a
# stream that was cut is complete for one client and not for the other.
#
# Seen, BOM, data 1, ping, id, data 2, unended data 3: httpx-sse '', '', 2; sseclient-py 2, 3;
# eventsource-parser 1, 2. `data: a`, CR CR, `data: b`, CR CR: a and b in Python, a in Node.
source "$(dirname "$0")/lib.sh"
py_packages httpx==0.28.1 httpx-sse==0.4.3 sseclient-py==1.9.0
npm_packages eventsource-parser@3.1.1

cat >"$work/read.py" <<'EOF'
import sys
import httpx
import sseclient
from httpx_sse import EventSource

stream = open(sys.argv[2], "rb").read()
if sys.argv[1] == "sseclient":
    events = sseclient.SSEClient(iter([stream])).events()
else:
    head = {"Content-Type": "text/event-stream"}
    events = EventSource(httpx.Response(200, headers=head, content=stream)).iter_sse()
print(",".join(event.data or "empty" for event in events))
EOF
cat >"$work/read.mjs" <<'EOF'
import fs from "node:fs";
import { createParser } from "eventsource-parser";
const events = [];
const parser = createParser({ onEvent: (event) => events.push(event.data || "empty") });
parser.feed(new TextDecoder().decode(fs.readFileSync(process.argv[2])));
console.log(events.join());
EOF
readings() { # the stream of standard input
  cat >"$work/stream"
  httpx_sse=$("$py" "$work/read.py" httpx "$work/stream")
  sseclient=$("$py" "$work/read.py" sseclient "$work/stream")
  parser=$(cd "$work" && node read.mjs stream)
  echo "$1: httpx-sse $httpx_sse; sseclient-py $sseclient; eventsource-parser $parser"
}
same() { holds "$1" "\"$httpx_sse $sseclient $parser\" == \"$2\""; }

readings "heartbeat and id" < <(printf 'data: 1\n\nevent: ping\n\nid: 7\n\ndata: 2\n\n')
same "httpx-sse makes events of blocks without data" "1,empty,empty,2 1,2 1,2"
readings "cut off" < <(printf 'data: 1\n\ndata: 2\n\ndata: 3')
same "sseclient-py hands out what was cut off" "1,2 1,2,3 1,2"
readings "byte order mark" < <(printf '\xef\xbb\xbfdata: 1\n\ndata: 2\n\n')
same "Python's readers lose the first event" "2 2 1,2"
readings "ends of lines CR" < <(printf 'data: a\r\rdata: b\r\r')
same "eventsource-parser keeps the last one back" "a,b a,b a"
readings "all" < <(printf '\xef\xbb\xbfdata: 1\n\nevent: ping\n\nid: 7\n\ndata: 2\n\ndata: 3')
same "three readings of one stream" "empty,empty,2 2,3 1,2"
finish
