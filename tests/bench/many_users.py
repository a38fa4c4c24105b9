#!/usr/bin/env python3
"""What thousands of users do to one hrp: 10,000 requests that hang when it is stopped, and 18,000 users in
think time for a minute.

    tests/bench/many_users.py HRP TEST_SERVER [--hung 10000] [--thinkers 18000] [--seconds 60]

Prints how long the stop takes, and the 99th percentile of each part of the minute with the CPU that hrp
took. Exits with 1 when the stop takes over a second, a request is lost from the count, or the percentile
of the last part is over twice that of the first and over a millisecond.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

from bench_args import bench_parser
from bench_process import TestServer, raise_file_limit, write_file

HUNG = """
config: {{name: hung, base_url: "http://127.0.0.1:{port}"}}
teststeps:
  - name: hangs
    request: {{method: GET, url: /delay/600000}}
"""

THINKERS = """
config:
  name: thinkers
  base_url: "http://127.0.0.1:{port}"
  think_time:
    strategy: random_percentage
    setting: {{min_percentage: 0.5, max_percentage: 1.5}}
teststeps:
  - name: hello
    request: {{method: GET, url: /hello}}
    validate:
      - eq: [status_code, 200]
  - name: pause
    think_time: {{time: 8}}
"""

PARTS = 4
SPAWN_RATE = 1_500


def start(options, folder, case, users, *more):
    path = write_file(folder, "case.yaml", case)
    return subprocess.Popen(
        [options.binary, "boom", path, "--spawn-count", str(users), "--spawn-rate", str(SPAWN_RATE),
         "--summary-json", os.path.join(folder, "summary.json"), *more],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def stop_hung(options, folder):
    """Whether `options.hung` requests that get no answer end within a second of a Ctrl-C."""
    with TestServer(options.server) as server:
        hrp = start(options, folder, HUNG.format(port=server.port), options.hung,
                    "--disable-console-output")
        pause = threading.Event()
        deadline = time.monotonic() + 60
        while server.counted("/delay/600000") < options.hung and time.monotonic() < deadline:
            pause.wait(0.2)
        asked = time.monotonic()
        hrp.send_signal(signal.SIGINT)
        hrp.communicate(timeout=60)
        took = time.monotonic() - asked
        sent = server.counted("/delay/600000")
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        counted = json.load(file)["total"]["requests"]
    print(f"{sent} hung requests: stopped in {took:.2f} s, {counted} in the summary")
    return took <= 1 and counted == sent == options.hung


def think(options, folder):
    """Whether the 99th percentile stays where it is with thousands of users in think time."""
    ramp = options.thinkers / SPAWN_RATE
    with TestServer(options.server) as server:
        hrp = start(options, folder, THINKERS.format(port=server.port), options.thinkers,
                    "--run-time", f"{ramp + options.seconds:.0f}s")
        output = hrp.stdout.read()
        _, _, usage = os.wait4(hrp.pid, 0)
        sent = server.counted("/hello")
    tables = [[float(cell) for cell in re.findall(r"[\d.]+", line.split("|", 3)[3])]
              for line in output.splitlines() if "| hello" in line]
    during = [table[-2] for table in tables[int(len(tables) * ramp / (ramp + options.seconds)):-1]]
    size = max(1, len(during) // PARTS)
    parts = [max(during[at:at + size]) for at in range(0, size * PARTS, size)]
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        total = json.load(file)["total"]
    print(f"{options.thinkers} users thinking: highest P99 of each quarter "
          f"{', '.join(f'{part:.2f}' for part in parts)} ms, {total['requests']} requests counted, "
          f"{sent} served, {usage.ru_utime + usage.ru_stime:.1f} CPU-seconds in "
          f"{ramp + options.seconds:.0f} s, {usage.ru_maxrss / 1024:.0f} MiB")
    return total["requests"] == sent and parts[-1] <= max(1, 2 * parts[0])


def main():
    parser = bench_parser(__doc__, "binary", "server", flags=("seconds",), seconds=60)
    parser.add_argument("--hung", type=int, default=10_000)
    parser.add_argument("--thinkers", type=int, default=18_000)
    options = parser.parse_args()
    raise_file_limit()
    with tempfile.TemporaryDirectory(prefix="hrp-users-") as folder:
        good = [stop_hung(options, folder), think(options, folder)]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
