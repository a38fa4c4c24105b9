#!/usr/bin/env python3
"""What many rows (step names) cost the loop that sends: the lag of the loop and its longest turn with 3 names
and with 10,001 at the same rate.

    tests/bench/rows_bench.py TEST_SERVER HRP [HRP …] [--rate 10000] [--users 50] [--seconds 10] [--rounds 3]
                              [--cpus 0] [--server-cpu 1] [--json FILE]

The binaries take turns; each line is the median of the rounds. Every name comes up about once a second.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile

from bench_table import write_json

NAMES = (3, 10_001)
CASE = """
config:
  name: rows
  base_url: "http://127.0.0.1:{port}"
  parameters: {{id: "${{parameterize({folder}/{names}.csv)}}"}}
teststeps:
  - name: item $id
    request: {{method: GET, url: /hello}}
    validate:
      - eq: [status_code, 200]
"""


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def measure(binary, case, options, folder):
    summary = os.path.join(folder, "summary.json")
    subprocess.run(["taskset", "-c", options.cpus, binary, "boom", case, "--spawn-count", str(options.users),
                    "--spawn-rate", "10000", "--run-time", f"{options.seconds}s", "--threads", "1", "--max-rps",
                    str(options.rate), "--disable-console-output", "--summary-json", summary],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(summary, encoding="utf-8") as file:
        figures = json.load(file)
    generator = figures["generator"]
    return {"p50": generator["loop_lag_ms"]["p50"], "p99": generator["loop_lag_ms"]["p99"],
            "turn": generator["longest_turn_ms"], "cpu": generator["loop_cpu_percent"],
            "process": generator["process_cpu_percent"]}


def median(runs):
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def run(options):
    with tempfile.TemporaryDirectory(prefix="hrp-bench-") as folder:
        server = subprocess.Popen(["taskset", "-c", options.server_cpu, options.server, "--port", "0"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            port = int(server.stdout.readline().rsplit(":", 1)[-1].split("/")[0])
            cases = {}
            for names in NAMES:
                write(os.path.join(folder, f"{names}.csv"), "id\n" + "".join(f"{n:06}\n" for n in range(names)))
                cases[names] = write(os.path.join(folder, f"{names}.yaml"),
                                     CASE.format(port=port, folder=folder, names=names))
            runs = {}
            for _ in range(options.rounds):
                for binary in options.binaries:
                    for names, case in cases.items():
                        runs.setdefault((binary, names), []).append(measure(binary, case, options, folder))
        finally:
            server.kill()
            server.wait()
    return {f"{binary}, {names} names": median(list_) for (binary, names), list_ in runs.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("server")
    parser.add_argument("binaries", nargs="+", metavar="HRP")
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cpus", default="0", help="cores of hrp")
    parser.add_argument("--server-cpu", default="1")
    parser.add_argument("--json")
    options = parser.parse_args()
    figures = run(options)
    print("| | lag P50 ms | lag P99 ms | longest turn ms | loop CPU % | process CPU % |\n|---|---|---|---|---|---|")
    for name, row in figures.items():
        print(f"| {name} | {row['p50']:.3g} | {row['p99']:.3g} | {row['turn']:.3g} | {row['cpu']:.3g} | "
              f"{row['process']:.3g} |")
    write_json(options.json, figures)


if __name__ == "__main__":
    main()
