#!/usr/bin/env python3
"""Measures what a trivial call of a function in Python or Go costs the process that runs it.

    tests/bench/functions_bench.py path/to/hrp path/to/hrp-test-server [--seconds 5] [--users 200] [--go]

Users send a request and check its answer with CALLS calls of `add(1, 2)`, one after the other, all in
one host process. The process writes down its own user and system time when the file has been
imported and when it ends (in Go, which tells nobody of its end, every 50 ms); the calls are those of the summary. What is asked for is calls per second of
the host's CPU; calls per second of the clock say what one host gives while hrp and the server share
the machine with it. `--users 1` is the worst case: no two calls are ever there at the same time.
"""

import json
import os
import subprocess
import sys
import tempfile

from bench_args import bench_parser
from bench_process import TestServer, boom, write_file

CALLS = 8
FUNCTIONS = """
import atexit
import os


def used():
    return sum(os.times()[:2])


before = used()


def note():
    with open(os.environ["COST_FILE"], "w") as file:
        file.write(str(used() - before))


def add(a, b):
    return a + b


atexit.register(note)
"""

FUNCTIONS_IN_GO = """package main

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

func used() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

func init() {
	before := used()
	go func() {
		for range time.Tick(50 * time.Millisecond) {
			os.WriteFile(os.Getenv("COST_FILE"), []byte(fmt.Sprint(used()-before)), 0o600)
		}
	}()
}

func Add(a, b int) int { return a + b }
"""


def write_functions(options, folder):
    name, text = ("debugtalk.go", FUNCTIONS_IN_GO) if options.go else ("debugtalk.py", FUNCTIONS)
    write_file(folder, name, text)
    if options.go:
        subprocess.run([options.hrp, "build", name], check=True, cwd=folder, stdout=subprocess.DEVNULL)


def run(options, folder):
    def path(name):
        return os.path.join(folder, name)

    write_functions(options, folder)

    with TestServer(options.target_server) as server:
        checks = [{"eq": ["${add(1, 2)}", 3]}] * CALLS
        case = {"config": {"name": "calls", "base_url": server.url, "environs": {"COST_FILE": path("cost")}},
                "teststeps": [{"name": "call", "request": {"method": "GET", "url": "/hello"},
                               "validate": checks}]}
        write_file(folder, "case.json", json.dumps(case))
        subprocess.run(boom(options.hrp, path("case.json"), options.users, options.seconds,
                            "--function-hosts", "1", "--summary-json", path("summary.json"), rate=100_000),
                       check=True, cwd=folder, stderr=subprocess.DEVNULL)
    with open(path("summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    with open(path("cost"), encoding="utf-8") as file:
        return summary, float(file.read())


def main():
    parser = bench_parser(__doc__, "hrp", "target_server", flags=("seconds", "users"), seconds=5, users=200)
    parser.add_argument("--go", action="store_true", help="functions in Go, built by hrp build")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        summary, cost_s = run(options, folder)
    if summary["total"]["failures"] or "functions" not in summary:
        sys.exit(f"requests failed: {summary['errors']}")
    calls = summary["functions"]["calls"]
    print(f"{calls} calls by {options.users} users, {cost_s:.2f} s of the host's CPU: "
          f"{calls / cost_s:,.0f} a second of it ({cost_s / calls * 1e6:.1f} µs each), "
          f"{calls / summary['duration_s']:,.0f} a second of the clock")


if __name__ == "__main__":
    main()
