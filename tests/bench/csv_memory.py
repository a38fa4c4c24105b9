#!/usr/bin/env python3
"""What the rows of a large CSV cost a load: memory, the time to the first request, and CPU.

    tests/bench/csv_memory.py path/to/hrp [--beside OTHER_HRP] [--rows 1000000] [--order sequential]
                              [--rounds 3] [--seconds 6] [--goal 0.2] [--json FILE]

As engine_bench.py: nginx on a core of its own counts, the binaries take turns, each request takes a row of
about 77 bytes. Memory is read in the middle of the load: what is anonymous can only be swapped, what belongs
to a file can be dropped. CPU is that of the load once it goes; the start is measured to the first connection
of a load of its own. Exits with 1 when the anonymous memory of path/to/hrp is over the goal, a part of the
size of the file.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from bench_args import bench_parser
from bench_process import boom, cpu_of, memory_of, write_file
from bench_table import write_json
from engine_bench import CONNECTIONS, Server, ratio

CASE = """
config:
  name: csv
  base_url: "http://127.0.0.1:{port}"
  parameters: {{user-password: "${{parameterize(users.csv)}}"}}
  parameters_setting: {{pick_order: {order}}}
teststeps:
  - name: item
    request:
      method: GET
      url: /item/$user
      headers: {{Authorization: Basic $password}}
    validate:
      - eq: [status_code, 200]
"""
SETTLED_S = 1


def write_rows(folder, rows):
    path = os.path.join(folder, "users.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("user,password,mail,town\n")
        file.writelines(f"user{row:07},password{row:07},user{row:07}@mail.example.com,town number {row % 10000:04} xx\n"
                        for row in range(rows))
    return os.path.getsize(path)


def start(options, binary, folder, case, seconds):
    return subprocess.Popen(["taskset", "-c", str(options.cpu), *boom(binary, case, CONNECTIONS, seconds)], cwd=folder,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def first_request_ms(options, binary, folder):
    """From the start of the process until somebody connects."""
    with socket.create_server(("127.0.0.1", 0)) as target:
        target.settimeout(120)
        case = write_file(folder, "first.yaml", CASE.format(port=target.getsockname()[1], order=options.order))
        started = time.monotonic()
        process = start(options, binary, folder, case, 600)
        try:
            target.accept()[0].close()
            return 1e3 * (time.monotonic() - started)
        finally:
            process.kill()
            process.wait()


def load(options, binary, folder, server):
    """Memory in the middle, requests per CPU-second of what is left of a load."""
    case = write_file(folder, "load.yaml", CASE.format(port=server.port, order=options.order))
    process = start(options, binary, folder, case, 600)
    try:
        while server.requests() < server.before + CONNECTIONS:
            time.sleep(0.01)
        time.sleep(SETTLED_S)
        requests, cpu = server.requests(), cpu_of(process.pid)
        time.sleep(options.seconds / 2)
        memory = memory_of(process.pid)
        time.sleep(options.seconds / 2)
        requests, cpu = server.requests() - requests - 1, cpu_of(process.pid) - cpu
    finally:
        process.kill()
        process.wait()
        server.before = server.requests()
    return {"requests_per_cpu_s": requests / cpu, "anonymous_bytes": memory["RssAnon"],
            "file_bytes": memory["RssFile"], "shared_bytes": memory["RssShmem"], "peak_bytes": memory["VmHWM"]}


def measure(options, binaries, folder):
    server = Server(folder, options.server_cpu)
    rounds = {label: [] for label in binaries}
    try:
        for _ in range(options.rounds):
            for label, binary in binaries.items():
                server.before = server.requests()
                figures = load(options, binary, folder, server)
                rounds[label].append({**figures, "start_ms": first_request_ms(options, binary, folder)})
    finally:
        server.stop()
    return {label: {**{name: statistics.median(one[name] for one in own) for name in own[0]},
                    "rounds": {name: [one[name] for one in own] for name in own[0]}} for label, own in rounds.items()}


def main():
    parser = bench_parser(__doc__, "binary", seconds=6)
    parser.add_argument("--beside", type=os.path.abspath, help="another hrp, measured in turns")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--order", default="sequential", help="sequential, random or unique")
    parser.add_argument("--goal", type=float, default=0.2)
    options = parser.parse_args()
    binaries = {"hrp": options.binary, **({"beside": options.beside} if options.beside else {})}
    with tempfile.TemporaryDirectory(prefix="hrp-bench-") as folder:
        os.chmod(folder, 0o755)  # nginx gives up root and must reach its own files then
        size = write_rows(folder, options.rows)
        result = measure(options, binaries, folder)
    print(f"{options.rows} rows, {size / 2**20:.1f} MiB\n{'':8}{'anonymous':>11}{'x file':>8}{'of files':>10}"
          f"{'peak':>8}{'start ms':>10}{'req/CPU-s':>11}")
    for label, row in result.items():
        row["of_file"] = row["anonymous_bytes"] / size
        print(f"{label:8}{row['anonymous_bytes'] / 2**20:11.1f}{row['of_file']:8.2f}{row['file_bytes'] / 2**20:10.1f}"
              f"{row['peak_bytes'] / 2**20:8.1f}{row['start_ms']:10.0f}{row['requests_per_cpu_s']:11.0f}")
    if options.beside:
        print("hrp to the other one, medians of the rounds: " + ", ".join(
            f"{name} {ratio(result['hrp'], result['beside'], name):.2f} x"
            for name in ("anonymous_bytes", "peak_bytes", "start_ms", "requests_per_cpu_s")))
    write_json(options.json, result)
    sys.exit(1 if result["hrp"]["of_file"] > options.goal else 0)


if __name__ == "__main__":
    main()
