#!/usr/bin/env python3
"""What thousands of users do to one hrp: 10,000 requests that hang when it is stopped, and 18,000 users in
think time for a minute.

    tests/bench/many_users.py HRP TEST_SERVER [--hung 10000] [--thinkers 18000] [--seconds 60]

Prints how long the stop takes, and the 99th percentile of each part of the minute with the CPU that hrp
took. Exits with 1 when the stop takes over a second, a request is lost from the count, or the percentile
of the last part is over twice that of the first and over a millisecond.
"""

import argparse
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

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


class Server:
    def __init__(self, path):
        self.process = subprocess.Popen([path, "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", self.process.stdout.readline()).group(1))

    def counted(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/__stats", timeout=10) as reply:
            return json.load(reply)["by_path"].get(path, 0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def start(options, folder, case, users, *more):
    path = os.path.join(folder, "case.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(case)
    return subprocess.Popen(
        [options.binary, "boom", path, "--spawn-count", str(users), "--spawn-rate", str(SPAWN_RATE),
         "--summary-json", os.path.join(folder, "summary.json"), *more],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def stop_hung(options, folder):
    """Whether `options.hung` requests that get no answer end within a second of a Ctrl-C."""
    with Server(options.server) as server:
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
    with Server(options.server) as server:
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("server")
    parser.add_argument("--hung", type=int, default=10_000)
    parser.add_argument("--thinkers", type=int, default=18_000)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="hrp-users-") as folder:
        good = [stop_hung(options, folder), think(options, folder)]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
