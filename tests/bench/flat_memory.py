#!/usr/bin/env python3
"""Resident memory of `hrp boom` over a long run: as a table, at even steps of the requests.

    tests/bench/flat_memory.py HRP TEST_SERVER [--requests 10000000] [--users 50]

Runs against hrp-test-server on loopback until the server has counted the requests, then ends the run as
Ctrl-C does. Memory is VmRSS of hrp. What grows is the timeline: a histogram a second, until it has its 1,200
points. Exit code 1: over the second half, memory grew by more than that (16 kB a second) and 1 MB. Ten
million requests take a few minutes.
"""
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time

from bench_args import bench_parser
from bench_process import TestServer, memory_of, write_file

STEPS = 20
MOST_GROWTH_KB = 1024
TIMELINE_KB_PER_S = 16


def watch(hrp, server, wanted):
    """[(requests, kB, time)] at even steps, until `wanted` were counted or hrp ended."""
    points = []
    pause = threading.Event()
    while hrp.poll() is None:
        requests = server.counted("/hello")
        if requests >= wanted * (len(points) + 1) // STEPS:
            points.append((requests, memory_of(hrp.pid)["VmRSS"] >> 10, time.monotonic()))
            print(f"{requests:>12,} requests {points[-1][1]:>8,} kB", flush=True)
        if requests >= wanted:
            break
        pause.wait(0.2)
    return points


def main():
    parser = bench_parser(__doc__, "hrp", "server", flags=("users",))
    parser.add_argument("--requests", type=int, default=10_000_000)
    options = parser.parse_args()
    with TestServer(options.server) as server, tempfile.TemporaryDirectory() as folder:
        case = write_file(folder, "case.json", json.dumps(
            {"config": {"name": "flat", "base_url": server.url},
             "teststeps": [{"name": "hello", "request": {"method": "GET", "url": "/hello"},
                            "validate": [{"eq": ["status_code", 200]}]}]}))
        hrp = subprocess.Popen([options.hrp, "boom", case, "--spawn-count", str(options.users), "--spawn-rate",
                                "1000", "--disable-console-output"], cwd=folder)
        try:
            points = watch(hrp, server, options.requests)
        finally:
            hrp.send_signal(signal.SIGINT)
            hrp.wait(30)
    if len(points) < STEPS // 2 + 1:
        print("hrp ended before its time")
        return 1
    middle, last = points[len(points) // 2], points[-1]
    growth = last[1] - middle[1]
    seconds = last[2] - middle[2]
    print(f"grew by {growth} kB in the {seconds:.0f} s of the second half")
    return 0 if growth <= MOST_GROWTH_KB + TIMELINE_KB_PER_S * seconds else 1


if __name__ == "__main__":
    sys.exit(main())
