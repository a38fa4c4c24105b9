#!/usr/bin/env python3
"""What the figures of a fleet cost its master: processor and memory, idle and in a run.

    tests/bench/fleet_bench.py HRP [--program build/release/bin/hrp-fleet-bench]
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

from bench_args import bench_parser
from bench_process import cpu_of, memory_of, write_file


class Fleet:
    def __init__(self, options, folder, workers, rows):
        self.case = write_file(folder, "case.json", json.dumps(
            {"config": {"name": "bench", "base_url": "http://127.0.0.1:1"},
             "teststeps": [{"name": "a", "request": {"method": "GET", "url": "/"}}]}))
        # A file: the names of a thousand workers are more than a pipe holds that nobody reads.
        self.log = os.path.join(folder, "master.log")
        with open(self.log, "w", encoding="utf-8") as log:
            self.master = subprocess.Popen(
                [options.hrp, "boom", "--master", "--master-bind-host", "127.0.0.1",
                 "--master-bind-port", "0", "--master-http-address", "127.0.0.1:0",
                 "--disable-console-output"],
                stdout=subprocess.DEVNULL, stderr=log, cwd=folder)
        port = self.find(r"tcp://127\.0\.0\.1:(\d+)")
        self.api = "http://127.0.0.1:" + self.find(r"control API on http://127\.0\.0\.1:(\d+)")
        self.workers = subprocess.Popen([options.program, port, str(workers), str(rows)])

    def find(self, pattern):
        while self.master.poll() is None:
            with open(self.log, encoding="utf-8") as log:
                if found := re.search(pattern, log.read()):
                    return found.group(1)
            time.sleep(0.05)
        raise SystemExit("the master has ended")

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.api + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)

    def wait(self, reached):
        for _ in range(1200):
            if reached(self.call("/master")["data"]):
                return
            time.sleep(0.1)
        raise SystemExit("the fleet did not get there")

    def load(self, seconds):
        before, since = cpu_of(self.master.pid), time.monotonic()
        time.sleep(seconds)
        return 100 * (cpu_of(self.master.pid) - before) / (time.monotonic() - since)

    def end(self):
        self.master.kill()
        self.workers.kill()
        self.master.wait()
        self.workers.wait()


def main():
    parser = bench_parser(__doc__, "hrp", flags=("seconds",), seconds=10)
    parser.add_argument("--program", type=os.path.abspath, default="build/release/bin/hrp-fleet-bench")
    parser.add_argument("--fleets", default="10x10,100x10,300x10,1000x10", help="workers x rows")
    options = parser.parse_args()
    print("| workers x rows | master idle | in a run | memory |\n|---|---|---|---|")
    for text in options.fleets.split(","):
        workers, rows = map(int, text.split("x"))
        with tempfile.TemporaryDirectory() as folder:
            fleet = Fleet(options, folder, workers, rows)
            try:
                fleet.wait(lambda data, workers=workers: data["workers"] == workers)
                time.sleep(2)
                idle = fleet.load(options.seconds)
                fleet.call("/start", {"testcase-path": fleet.case, "spawn-count": workers,
                                      "spawn-rate": 1e6})
                fleet.wait(lambda data: data["state"] == 3)
                time.sleep(2)
                running = fleet.load(options.seconds)
                print(f"| {workers} x {rows} | {idle:.1f} % | {running:.1f} % | "
                      f"{memory_of(fleet.master.pid)['VmRSS'] / 2**20:.0f} MB |", flush=True)
            finally:
                fleet.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
