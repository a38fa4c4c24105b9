#!/usr/bin/env python3
"""Resident memory of `hrp boom` over a long run: as a table, at even steps of the requests.

usage: flat_memory.py HRP TEST_SERVER [REQUESTS [USERS]]

Runs against hrp-test-server on loopback until the server has counted REQUESTS (10,000,000), then
ends the run as Ctrl-C does. The server counts; memory is VmRSS of hrp. What grows is the timeline: a
histogram a second, until it has its 1,200 points. Exit code 1: over the second half, memory grew by
more than that (16 kB a second) and 1 MB. Ten million requests take a few minutes.
"""
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

STEPS = 20
MOST_GROWTH_KB = 1024
TIMELINE_KB_PER_S = 16


def resident_kb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1))


def counted(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/__stats")
        return json.loads(connection.getresponse().read())["by_path"].get("/hello", 0)
    finally:
        connection.close()


def watch(hrp, port, wanted):
    """[(requests, kB, time)] at even steps, until `wanted` were counted or hrp ended."""
    points = []
    pause = threading.Event()
    while hrp.poll() is None:
        requests = counted(port)
        if requests >= wanted * (len(points) + 1) // STEPS:
            points.append((requests, resident_kb(hrp.pid), time.monotonic()))
            print(f"{requests:>12,} requests {points[-1][1]:>8,} kB", flush=True)
        if requests >= wanted:
            break
        pause.wait(0.2)
    return points


def main():
    hrp_path, server_path = (os.path.abspath(path) for path in sys.argv[1:3])
    wanted = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000_000
    users = sys.argv[4] if len(sys.argv) > 4 else "50"
    server = subprocess.Popen([server_path, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r"127\.0\.0\.1:(\d+)", server.stdout.readline()).group(1))
        with tempfile.TemporaryDirectory() as folder:
            case = os.path.join(folder, "case.json")
            with open(case, "w", encoding="utf-8") as file:
                json.dump({"config": {"name": "flat", "base_url": f"http://127.0.0.1:{port}"},
                           "teststeps": [{"name": "hello",
                                          "request": {"method": "GET", "url": "/hello"},
                                          "validate": [{"eq": ["status_code", 200]}]}]}, file)
            hrp = subprocess.Popen([hrp_path, "boom", case, "--spawn-count", users, "--spawn-rate", "1000",
                                    "--disable-console-output"], cwd=folder)
            try:
                points = watch(hrp, port, wanted)
            finally:
                hrp.send_signal(signal.SIGINT)
                hrp.wait(30)
    finally:
        server.terminate()
        server.wait(10)
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
