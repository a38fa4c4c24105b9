"""The arguments that the benchmarks share: each flag is described once, and a benchmark names those that it has."""

import argparse
import os

FLAGS = {
    "rounds": {"type": int, "default": 3},
    "seconds": {"type": int, "default": 4},
    "users": {"type": int, "default": 50},
    "cpu": {"type": int, "default": 0, "help": "core of the generator"},
    "server-cpu": {"type": int, "default": 1},
    "path": {"help": "folder to look for tools in, before the PATH"},
    "json": {"help": "also write the result there"},
}
COMPARING = ("rounds", "seconds", "cpu", "server-cpu", "json")  # of those that compare what CPU costs


def bench_parser(description, *programs, flags=COMPARING, **defaults):
    """A parser with positional `programs`, made absolute, and those of FLAGS that `flags` names, with other `defaults`."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    for program in programs:
        parser.add_argument(program, type=os.path.abspath)
    for flag in flags:
        parser.add_argument("--" + flag, **FLAGS[flag])
    parser.set_defaults(**defaults)
    return parser
