#!/usr/bin/env python3
"""Compares the CPU that hrp needs per request with that of other load generators.

    tests/bench/peers_bench.py path/to/hrp [--rounds 3] [--seconds 4] [--tools wrk,k6] [--cases …]
                               [--path FOLDER] [--json FILE]

The tools that are found on the PATH (or in --path) take turns: one nginx worker on a core of its own
answers and counts the requests, the generator runs on another. CPU seconds are user + system of the
generator's whole process tree. A ratio is that of hrp's requests per CPU-second to the tool's. Only
compare numbers of one run: machines are noisy.
"""

import os
import shutil
import subprocess
import sys
import tempfile

from bench_args import COMPARING, bench_parser
from bench_table import print_table, write_json
from engine_bench import Server, free_port, measure, ratio, summary
from peers import CONNECTIONS, PEERS, Hrp

CASES = {
    "simple": "GET of a small JSON, its status checked",
    "checked": "two steps: extract a token, send it in a header and the query, check both answers",
    "body": "GET of 40 KiB that nothing reads",
    "https": "GET of a small JSON over TLS",
    "http2": "GET of a small JSON over HTTP/2 without TLS, one stream at a time",
}

MORE = """listen 127.0.0.1:{https} ssl;
    listen 127.0.0.1:{http2} http2;
    ssl_certificate {folder}/cert.pem;
    ssl_certificate_key {folder}/key.pem;
    location = /large {{ root {folder}; }}"""

ONE_STEP = """
config: {{name: {case}, base_url: "{base}", verify: false}}
teststeps:
  - name: get
    request: {{method: GET, url: {path}{more}}}
    validate:
      - eq: [status_code, 200]
"""

CHECKED = """
config: {{name: checked, base_url: "{base}", variables: {{item: 7}}}}
teststeps:
  - name: token
    request: {{method: GET, url: /token}}
    extract: {{token: body.token}}
    validate:
      - eq: [status_code, 200]
      - eq: [body.ok, true]
  - name: item
    request:
      method: GET
      url: /item/$item
      params: {{token: $token}}
      headers: {{Authorization: Bearer $token}}
    validate:
      - eq: [status_code, 200]
      - eq: [body.ok, true]
      - eq: [body.token, $token]
"""


class PeersServer(Server):
    """HTTP, HTTPS and HTTP/2 on three ports, one count of requests."""

    def __init__(self, folder, cpu):
        ports = {"https": free_port(), "http2": free_port()}
        with open(os.path.join(folder, "large"), "wb") as file:
            file.write(os.urandom(40 << 10))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=127.0.0.1", "-keyout", f"{folder}/key.pem",
                        "-out", f"{folder}/cert.pem"], check=True, capture_output=True)
        super().__init__(folder, cpu, more=MORE.format(folder=folder, **ports))
        self.ports = {"http": self.port, **ports}


class Run:
    """What a tool may ask about the case that it is to run."""

    def __init__(self, folder, server, options):
        self.folder = folder
        self.server = server
        self.users = options.users
        self.seconds = options.seconds

    def base(self, case):
        scheme = "https" if case == "https" else "http"
        return f"{scheme}://127.0.0.1:{self.server.ports.get(case, self.server.ports['http'])}"

    def url(self, case):
        return self.base(case) + ("/large" if case == "body" else "/hello")

    def testcase(self, case):
        path = os.path.join(self.folder, case + ".yaml")
        text = CHECKED.format(base=self.base(case)) if case == "checked" else ONE_STEP.format(
            case=case, base=self.base(case), path="/large" if case == "body" else "/hello",
            more=", http2: true" if case == "http2" else "")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


def found_tools(options):
    if options.path:
        os.environ["PATH"] = options.path + os.pathsep + os.environ["PATH"]
    tools = [Hrp(options.binary)] + [peer() for peer in PEERS]
    wanted = set(options.tools.split(",")) if options.tools else None
    return [tool for tool in tools if tool.found and
            (wanted is None or tool.program in wanted or tool.program == "hrp")]


def compare(case, tools, run, server, options):
    """{tool's name: figures}; the tools take turns."""
    os.environ.update({key: value for tool in tools for key, value in tool.environment.items()})
    commands = {tool.name: tool.command(case, run) for tool in tools}
    runs = {name: [] for name, command in commands.items() if command}
    if len(runs) < 2 and not options.tools:
        return {}
    for _ in range(options.rounds):
        for name in list(runs):
            try:
                runs[name].append(measure(server, ["taskset", "-c", str(options.cpu)] + commands[name]))
            except SystemExit as failed:
                if name == "hrp":
                    raise
                del runs[name]
                print(f"left out: {failed}", file=sys.stderr)
    figures = {name: summary(list_) for name, list_ in runs.items()}
    for row in figures.values():
        row["ratio"] = ratio(figures["hrp"], row)
    return figures


def show(case, figures, versions):
    print(f"\n{case}: {CASES[case]}")
    by_cost = sorted(figures.items(), key=lambda item: -item[1]["requests_per_cpu_s"])
    print_table({name if "(" in name else f"{name} {versions[name]}": row
                 for name, row in by_cost}, "", "hrp is x")


def main():
    parser = bench_parser(__doc__, "binary", flags=(*COMPARING, "users", "path"))
    parser.add_argument("--tools", help="only these, by the names of their programs")
    parser.add_argument("--cases", default=",".join(CASES), help="only these")
    options = parser.parse_args()
    tools = found_tools(options)
    versions = {tool.name: tool.version() for tool in tools}
    result = {"versions": versions, "cases": {}}
    folder = tempfile.mkdtemp(prefix="hrp-bench-")
    # nginx gives up root when it runs as such, and must reach its own files then.
    os.chmod(folder, 0o755)
    server = PeersServer(folder, options.server_cpu)
    try:
        run = Run(folder, server, options)
        for case in options.cases.split(","):
            if case not in CASES:
                sys.exit(f"there is no case {case}; the cases are {', '.join(CASES)}")
            figures = compare(case, tools, run, server, options)
            result["cases"][case] = figures
            if figures:
                show(case, figures, versions)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    write_json(options.json, result)


if __name__ == "__main__":
    main()
