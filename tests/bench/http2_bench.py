#!/usr/bin/env python3
"""Compares the CPU that hrp needs per HTTP/2 request with h2load's, at one stream a connection.

    tests/bench/http2_bench.py path/to/hrp [--rounds 3] [--seconds 4] [--json FILE]

As engine_bench.py does it for HTTP/1.1: one nginx worker on core 1 without TLS, the generator on core
0, the tools take turns, and nginx counts the requests. 50 connections, one stream at a time each. Cases: a
GET whose status is checked (the one that h2load repeats), two steps with extraction and checks, and a
body of 40 KiB, for which h2load has a figure of its own. Only compare numbers of one run.
"""

import os
import shutil
import tempfile

from bench_args import bench_parser
from bench_process import boom, write_file
from bench_table import print_table, write_json
from engine_bench import CHECKED, CONNECTIONS, SIMPLE, Server, free_port, ratio, take_turns

LARGE_BYTES = 40 << 10
LARGE = SIMPLE.replace("/hello", "/large").replace("simple", "large")


class Http2Server(Server):
    """nginx that answers HTTP/2 with prior knowledge on a port of its own."""

    def __init__(self, folder, cpu):
        self.http2_port = free_port()
        with open(os.path.join(folder, "large"), "w", encoding="utf-8") as file:
            file.write("x" * LARGE_BYTES)
        super().__init__(folder, cpu, more=f"listen 127.0.0.1:{self.http2_port} http2 reuseport;\n"
                                           f"    location = /large {{ root {folder}; }}")


def run(options):
    folder = tempfile.mkdtemp(prefix="hrp-bench-")
    os.chmod(folder, 0o755)  # nginx gives up root and must reach its own files then
    server = Http2Server(folder, options.server_cpu)
    try:
        pinned = ["taskset", "-c", str(options.cpu)]
        commands = {
            f"h2load {name}": pinned + [
                "h2load", "-t1", f"-c{CONNECTIONS}", "-m1", f"-D{options.seconds}",
                f"http://127.0.0.1:{server.http2_port}/{path}"]
            for name, path in (("simple", "hello"), ("large", "large"))}
        for name, text in (("simple", SIMPLE), ("checked", CHECKED), ("large", LARGE)):
            case = write_file(folder, name + ".yaml", with_http2(text).format(port=server.http2_port))
            commands[f"hrp {name}"] = pinned + boom(options.binary, case, CONNECTIONS, options.seconds)
        return take_turns(server, commands, options.rounds)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def with_http2(case):
    """The same case with `http2: true` in each request."""
    return (case.replace("{{method: GET,", "{{http2: true, method: GET,")
            .replace("      method: GET\n", "      http2: true\n      method: GET\n"))


def main():
    options = bench_parser(__doc__, "binary").parse_args()
    if not shutil.which("h2load"):
        raise SystemExit("h2load is not installed (nghttp2-client)")
    result = run(options)
    for name, row in result.items():
        peer = "h2load large" if name.endswith("large") else "h2load simple"
        row["ratio"] = ratio(row, result[peer])
    print_table(result, "", "x h2load")
    write_json(options.json, result)


if __name__ == "__main__":
    main()
