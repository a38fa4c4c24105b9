#!/usr/bin/env python3
"""Compares the CPU that hrp needs per echoed WebSocket message with that of an HTTP/1.1 request.

    tests/bench/websocket_bench.py path/to/hrp path/to/hrp-test-server [--rounds 3] [--seconds 4]
                                   [--path FOLDER] [--json FILE]

The test server runs on core 1 and counts messages and requests, the generator on core 0; 50 users, each
with one connection, write a small JSON and read it back, checked in both cases. k6 takes part when it
is on the PATH (or in --path). Only compare numbers of one run.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request

from bench_args import COMPARING, bench_parser
from bench_process import TestServer, boom, write_file
from bench_table import print_table, write_json
from engine_bench import CONNECTIONS, measure, ratio, summary

MESSAGES = 200  # a conversation's, before the iteration ends

HTTP = """
  - name: hello
    request: {method: GET, url: /hello}
    validate:
      - eq: [body.message, "hello, world"]
"""

OPEN = """
  - name: open
    websocket: {type: open, url: /ws/echo}
"""

ECHO = """
  - name: echo
    websocket: {type: wr, url: /ws/echo, text: '{"message": "hello, world"}'}
    validate:
      - eq: [body.message, "hello, world"]
"""


def testcase(scheme, port, steps):
    return f'config: {{name: {scheme}, base_url: "{scheme}://127.0.0.1:{port}"}}\nteststeps:' + steps


K6 = """
import ws from 'k6/ws';
export const options = {{ vus: {users}, duration: '{seconds}s' }};
export default function () {{
  ws.connect('ws://127.0.0.1:{port}/ws/echo', null, (socket) => {{
    let left = {messages};
    const say = () => socket.send('{{"message": "hello, world"}}');
    socket.on('open', say);
    socket.on('message', (text) => {{
      if (JSON.parse(text).message !== 'hello, world') throw new Error(text);
      if (--left > 0) say(); else socket.close();
    }});
  }});
}}
"""


class EchoServer(TestServer):
    """Counts what `field` says."""

    field = "requests"

    def requests(self):
        return self.stats()[self.field] + (self.field == "messages")


def commands_of(options, folder, port):
    """{label: (what the server counts, command)}"""
    pinned = ["taskset", "-c", str(options.cpu)]
    commands = {}
    for name, text, field in (("HTTP/1.1", testcase("http", port, MESSAGES * HTTP), "requests"),
                              ("WebSocket", testcase("ws", port, OPEN + MESSAGES * ECHO), "messages")):
        case = write_file(folder, field + ".yaml", text)
        commands[f"hrp {name}"] = (field, pinned + boom(options.binary, case, CONNECTIONS, options.seconds))
    if shutil.which("k6"):
        script = write_file(folder, "echo.js", K6.format(port=port, users=CONNECTIONS, seconds=options.seconds,
                                                         messages=MESSAGES))
        commands["k6 WebSocket"] = ("messages", pinned + ["k6", "run", "--quiet", script])
    return commands


def run(options):
    with (EchoServer(options.server, options.server_cpu) as server,
          tempfile.TemporaryDirectory(prefix="hrp-bench-") as folder):
        commands = commands_of(options, folder, server.port)
        runs = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, (field, command) in commands.items():
                server.field = field
                runs[name].append(measure(server, command))
        return {name: summary(list_) for name, list_ in runs.items()}


def main():
    options = bench_parser(__doc__, "binary", "server", flags=(*COMPARING, "path")).parse_args()
    if options.path:
        os.environ["PATH"] = options.path + os.pathsep + os.environ["PATH"]
    result = run(options)
    for row in result.values():
        row["ratio"] = ratio(row, result["hrp HTTP/1.1"])
    print_table(result, "", "x HTTP/1.1")
    write_json(options.json, result)


if __name__ == "__main__":
    main()
