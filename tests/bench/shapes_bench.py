#!/usr/bin/env python3
"""Shows that what a request costs does not depend on the shape of the load: on how many users there are,
how many steps a testcase has, where its parameters come from, how many engine threads run.

    tests/bench/shapes_bench.py path/to/hrp [--shapes users,steps,csv,threads] [--rounds 3]
                                [--seconds 4] [--json FILE]

As engine_bench.py: nginx on a core of its own counts, the tools take turns. Each line has wrk's plain
GET with as many connections beside it. Two threads are compared with one by requests per CPU-second, both
free to run on all cores: as many per CPU-second as one means twice as many where the cores are free.
"""

import os
import resource
import shutil
import tempfile

from bench_args import bench_parser
from bench_table import print_table, write_json
from engine_bench import CONNECTIONS, SIMPLE, Server, take_turns

USERS = (1, 10, 100, 1_000, 10_000)
STEPS = 500
ROWS = 1_000_000

STEP = """
  - name: step {number}
    request:
      method: GET
      url: /item/{number}
      headers: {{X-Step: "{number}"}}
    validate:
      - eq: [status_code, 200]
      - eq: [body.token, abc123]
"""

CSV = """
config:
  name: csv
  base_url: "http://127.0.0.1:{port}"
  parameters: {{user-password: "${{parameterize({folder}/users.csv)}}"}}
teststeps:
  - name: item
    request:
      method: GET
      url: /item/$user
      headers: {{Authorization: Basic $password}}
    validate:
      - eq: [status_code, 200]
"""


def simple(folder, port):
    return write(folder, "simple.yaml", SIMPLE.format(port=port))


def many_steps(folder, port):
    head = f'config: {{name: steps, base_url: "http://127.0.0.1:{port}"}}\nteststeps:\n'
    steps = "".join(STEP.format(number=number) for number in range(STEPS))
    return write(folder, "steps.yaml", head + steps)


def million_rows(folder, port):
    rows = (f"user{number:07},password{number:07}\n" for number in range(ROWS))
    write(folder, "users.csv", "user,password\n" + "".join(rows))
    return write(folder, "csv.yaml", CSV.format(port=port, folder=folder))


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


class Shapes:
    """The commands of each shape: {label: command}, with "wrk" first, which the others are compared to."""

    def __init__(self, options, folder, server):
        self.options = options
        self.folder = folder
        self.server = server
        self.pinned = ["taskset", "-c", str(options.cpu)]

    def wrk(self, connections):
        return self.pinned + ["wrk", "-t1", f"-c{connections}", f"-d{self.options.seconds}s",
                              self.server.url("/hello")]

    def hrp(self, case, users, threads=1):
        return [self.options.binary, "boom", case, "--spawn-count", str(users), "--spawn-rate",
                str(max(1_000, users)), "--run-time", f"{self.options.seconds}s", "--threads",
                str(threads), "--disable-console-output"]

    def one_case(self, name, case):
        return [{"wrk": self.wrk(CONNECTIONS), f"hrp, {name}": self.pinned + self.hrp(case, CONNECTIONS)}]

    def of(self, shape):
        """The comparisons of a shape."""
        port = self.server.port
        if shape == "users":
            case = simple(self.folder, port)
            return [{"wrk": self.wrk(users),
                     f"hrp, {users} users": self.pinned + self.hrp(case, users)} for users in USERS]
        if shape == "steps":
            return self.one_case(f"{STEPS} distinct steps", many_steps(self.folder, port))
        if shape == "csv":
            return self.one_case(f"a CSV of {ROWS} rows", million_rows(self.folder, port))
        if shape == "threads":
            case = simple(self.folder, port)
            return [{"hrp, 1 thread": self.hrp(case, CONNECTIONS),
                     "hrp, 2 threads": self.hrp(case, CONNECTIONS, 2)}]
        raise SystemExit(f"there is no shape {shape}; the shapes are users, steps, csv, threads")


def run(options):
    folder = tempfile.mkdtemp(prefix="hrp-bench-")
    os.chmod(folder, 0o755)  # nginx gives up root and must reach its own files then
    server = Server(folder, options.server_cpu)
    result = {}
    try:
        shapes = Shapes(options, folder, server)
        for shape in options.shapes.split(","):
            for commands in shapes.of(shape):
                figures = take_turns(server, commands, options.rounds)
                base = next(iter(figures))
                for label, row in figures.items():
                    row["ratio"] = row["requests_per_cpu_s"] / figures[base]["requests_per_cpu_s"]
                print_table(figures, shape, "x " + base.removeprefix("hrp, "))
                result.setdefault(shape, []).append(figures)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return result


def main():
    parser = bench_parser(__doc__, "binary")
    parser.add_argument("--shapes", default="users,steps,csv,threads")
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    write_json(options.json, run(options))


if __name__ == "__main__":
    main()
