#!/usr/bin/env python3
"""Shows that what a request costs does not depend on the shape of the load: on how many users there are,
how many steps a testcase has, where its parameters come from, how many engine threads run.

    tests/bench/shapes_bench.py path/to/hrp [--shapes users,steps,csv,threads] [--rounds 3]
                                [--seconds 4] [--json FILE]

As engine_bench.py: nginx on a core of its own counts, the tools take turns. Each line has wrk's plain
GET with as many connections beside it. Threads are the one thing that is judged by requests per second: one
thread and one nginx worker share a core, then two threads and two workers share two.
"""

import os
import shutil
import tempfile

from bench_args import bench_parser
from bench_process import boom, raise_file_limit, write_file
from bench_table import print_table, write_json
from engine_bench import CONNECTIONS, SIMPLE, Server, measure, ratio, summary, take_turns

USERS = (1, 10, 100, 1_000, 10_000)
STEPS = 500
ROWS = 1_000_000
THREAD_USERS = 200  # a thread; enough that the kernel deals them out evenly

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
    return write_file(folder, "simple.yaml", SIMPLE.format(port=port))


def many_steps(folder, port):
    head = f'config: {{name: steps, base_url: "http://127.0.0.1:{port}"}}\nteststeps:\n'
    steps = "".join(STEP.format(number=number) for number in range(STEPS))
    return write_file(folder, "steps.yaml", head + steps)


def million_rows(folder, port):
    rows = (f"user{number:07},password{number:07}\n" for number in range(ROWS))
    write_file(folder, "users.csv", "user,password\n" + "".join(rows))
    return write_file(folder, "csv.yaml", CSV.format(port=port, folder=folder))


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
        return boom(self.options.binary, case, users, self.options.seconds, threads=threads, rate=max(1_000, users))

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
        raise SystemExit(f"there is no shape {shape}; the shapes are users, steps, csv, threads")


def compare(figures, shape, by):
    """Prints the figures as ratios of the first one."""
    base = next(iter(figures))
    for row in figures.values():
        row["ratio"] = ratio(row, figures[base], by)
    print_table(figures, shape, "x " + base)
    return figures


def beside_wrk(shape, options, folder):
    server = Server(folder, options.server_cpu)
    try:
        return [compare(take_turns(server, commands, options.rounds), shape, "requests_per_cpu_s")
                for commands in Shapes(options, folder, server).of(shape)]
    finally:
        server.stop()


def threads(options, folder):
    """Twice the cores, for the server as for hrp: how many times the requests?"""
    runs = {}
    for _ in range(options.rounds):
        for cpus in ((options.cpu,), (options.cpu, options.server_cpu)):
            server = Server(folder, *cpus)
            try:
                shapes = Shapes(options, folder, server)
                pinned = ["taskset", "-c", ",".join(map(str, cpus))]
                command = shapes.hrp(simple(folder, server.port), THREAD_USERS * len(cpus), len(cpus))
                runs.setdefault(f"{len(cpus)} thread" + "s" * (len(cpus) > 1), []).append(measure(server, pinned + command))
            finally:
                server.stop()
    figures = {label: summary(list_) for label, list_ in runs.items()}
    return [compare(figures, "threads", "requests_per_s")]


def run(options):
    folder = tempfile.mkdtemp(prefix="hrp-bench-")
    os.chmod(folder, 0o755)  # nginx gives up root and must reach its own files then
    try:
        return {shape: threads(options, folder) if shape == "threads" else
                beside_wrk(shape, options, folder) for shape in options.shapes.split(",")}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = bench_parser(__doc__, "binary")
    parser.add_argument("--shapes", default="users,steps,csv,threads")
    options = parser.parse_args()
    raise_file_limit()
    write_json(options.json, run(options))


if __name__ == "__main__":
    main()
