#!/usr/bin/env python3
"""Compares the CPU that hrp needs per request with wrk's.

    tests/bench/engine_bench.py path/to/hrp [--rounds 3] [--seconds 4] [--json FILE]

One nginx worker runs on core 1, the generator on core 0, both tools take turns, and nginx counts the
requests. CPU seconds are user + system of the generator's whole process tree (wait4). Three cases:
one GET whose status is checked, two steps where the second sends the token of the first and both
answers are checked, and a POST of JSON with variables whose answer is checked. wrk repeats the plain
GET in all, so a ratio says how close hrp comes to a tool that does nothing with the answers; it is
the median of the ratios of each round. "least" is the user time of the round that was disturbed
least. Only compare numbers of one run: machines are noisy.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from bench_args import bench_parser
from bench_process import boom, write_file
from bench_table import print_table, write_json

CONNECTIONS = 50

NGINX = """
worker_processes {workers};
worker_cpu_affinity {masks};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_requests 100000000;
  keepalive_timeout 600;
  default_type application/json;
  server {{
    listen 127.0.0.1:{port} reuseport;
    location = /hello {{ return 200 '{{"message":"hello, world","ok":true}}'; }}
    location = /token {{ return 200 '{{"ok":true,"token":"abc123"}}'; }}
    location /item/ {{ return 200 '{{"ok":true,"token":"abc123","item":7}}'; }}
    location = /status {{ stub_status; }}
    {more}
  }}
}}
"""

SIMPLE = """
config:
  name: simple
  base_url: "http://127.0.0.1:{port}"
teststeps:
  - name: hello
    request: {{method: GET, url: /hello}}
    validate:
      - eq: [status_code, 200]
"""

CHECKED = """
config:
  name: checked
  base_url: "http://127.0.0.1:{port}"
  variables: {{item: 7}}
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
      headers: {{Authorization: Bearer $token}}
    validate:
      - eq: [status_code, 200]
      - eq: [body.ok, true]
      - eq: [body.token, $token]
"""

POSTED = """
config:
  name: posted
  base_url: "http://127.0.0.1:{port}"
  variables: {{item: 7, name: ann}}
teststeps:
  - name: order
    request:
      method: POST
      url: /item/$item
      json: {{item: $item, name: $name, note: for $name, tags: [a, b]}}
    validate:
      - eq: [status_code, 200]
      - eq: [body.ok, true]
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """nginx in a folder of its own, one worker on each of `cpus`; `more` are further lines of its server block."""

    def __init__(self, folder, *cpus, more=""):
        self.port = free_port()
        path = os.path.join(folder, "nginx.conf")
        masks = " ".join(bin(1 << cpu)[2:] for cpu in cpus)
        with open(path, "w", encoding="utf-8") as file:
            file.write(NGINX.format(folder=folder, port=self.port, workers=len(cpus), masks=masks, more=more))
        command = [shutil.which("nginx") or "/usr/sbin/nginx", "-p", folder, "-c", path]
        self.process = subprocess.Popen(command)
        for _ in range(200):
            try:
                self.requests()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("nginx did not start")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def requests(self):
        """Requests handled so far, this one included."""
        with urllib.request.urlopen(self.url("/status"), timeout=5) as reply:
            return int(reply.read().decode().splitlines()[2].split()[2])

    def stop(self):
        self.process.terminate()
        self.process.wait()


def measure(server, command):
    """(requests, user seconds, system seconds, wall seconds) of one run."""
    before = server.requests()
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    if process.returncode != 0:
        sys.stderr.write(output.decode(errors="replace"))
        raise SystemExit(f"{command}: exit {process.returncode}")
    # The closing look at the counter is a request of its own.
    return server.requests() - before - 1, usage.ru_utime, usage.ru_stime, wall


def summary(runs):
    per_cpu = [requests / (user + system) for requests, user, system, _ in runs]
    per_second = [requests / wall for requests, _, _, wall in runs]
    user_us = [1e6 * user / requests for requests, user, _, _ in runs]
    middle = statistics.median
    return {
        "requests_per_cpu_s": middle(per_cpu),
        "half_range_percent": 50 * (max(per_cpu) - min(per_cpu)) / middle(per_cpu),
        "user_us": middle(user_us),
        "least_user_us": min(user_us),
        "system_us": middle(1e6 * system / requests for requests, _, system, _ in runs),
        "requests_per_s": middle(per_second),
        "rounds": {"requests_per_cpu_s": per_cpu, "requests_per_s": per_second},
    }


def ratio(row, base, by="requests_per_cpu_s"):
    """The median of the ratios of each round, whose runs had nearly the same neighbours."""
    pairs = zip(row["rounds"][by], base["rounds"][by], strict=True)
    return statistics.median(one / other for one, other in pairs)


def take_turns(server, commands, rounds):
    """{name: figures}; each command runs once a round."""
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(measure(server, command))
    return {name: summary(list_) for name, list_ in runs.items()}


def run(options):
    folder = tempfile.mkdtemp(prefix="hrp-bench-")
    # nginx gives up root when it runs as such, and must reach its own files then.
    os.chmod(folder, 0o755)
    server = Server(folder, options.server_cpu)
    try:
        cases = {}
        for name, text in (("simple", SIMPLE), ("checked", CHECKED), ("posted", POSTED)):
            cases[name] = write_file(folder, name + ".yaml", text.format(port=server.port))
        pinned = ["taskset", "-c", str(options.cpu)]
        wrk = pinned + ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{options.seconds}s",
                        server.url("/hello")]
        commands = {"wrk": wrk}
        for name, case in cases.items():
            commands[f"hrp {name}"] = pinned + boom(options.binary, case, CONNECTIONS, options.seconds)
        return take_turns(server, commands, options.rounds)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    options = bench_parser(__doc__, "binary").parse_args()
    result = run(options)
    for row in result.values():
        row["ratio"] = ratio(row, result["wrk"])
    print_table(result, "", "x wrk")
    write_json(options.json, result)


if __name__ == "__main__":
    main()
