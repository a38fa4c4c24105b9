"""The arguments that the benchmarks share."""

import argparse


def bench_parser(description, *paths):
    """A parser with the flags of every benchmark that compares, and positional `paths`."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    for path in paths:
        parser.add_argument(path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--cpu", type=int, default=0, help="core of the generator")
    parser.add_argument("--server-cpu", type=int, default=1)
    parser.add_argument("--json", help="also write the result there")
    return parser
