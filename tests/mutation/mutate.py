"""Breaks the code on purpose, one mutation after the other, and tells which test or invariant notices.
See scripts/mutate.sh."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from mutations import MUTATIONS

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
TARGETS = ("hrp_runner_tests", "hrp_cluster_tests")
# The quick ones first, then whole fleets; tests with real threads and sockets tell nothing more.
RUNS = (
    ("runner", "*"),
    ("cluster", "-MasterTest.*:WorkerTest.*:ZmqTransport*:TurnLoop*:MasterFleet*:*Simulation*.*"),
    ("cluster", "MasterFleet*:*Simulation*.*"),
)
TIME_LIMIT = 600  # seconds a test program; a mutation may make it wait for ever
BROKEN = re.compile(r"broken invariant of (.*)")
FAILED = re.compile(r"\[  FAILED  \] ([\w/]+\.[\w/]+)")


class Tree:
    """A copy of the sources with a build of its own, or these sources with their dev build."""

    def __init__(self, folder, options):
        self.folder = ROOT if options.here else os.path.join(folder, "hrp")
        self.jobs = options.jobs
        if options.here:
            return
        names = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], check=True, capture_output=True).stdout
        for name in names.decode().split("\0"):
            source = os.path.join(ROOT, name)
            if not name or not os.path.isfile(source):
                continue
            target = os.path.join(self.folder, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(source, target)
        subprocess.run(["cmake", "--preset", "dev", "-DHRP_UNITY=ON"], cwd=self.folder, check=True,
                       stdout=subprocess.DEVNULL)

    def read(self, path):
        with open(os.path.join(self.folder, path), encoding="utf-8") as file:
            return file.read()

    def write(self, path, text):
        with open(os.path.join(self.folder, path), "w", encoding="utf-8") as file:
            file.write(text)

    def build(self):
        """The compiler's errors; empty: it is built."""
        done = subprocess.run(["cmake", "--build", "--preset", "dev", "-j", str(self.jobs), "--target", *TARGETS],
                              cwd=self.folder, capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stdout[-2000:] + done.stderr[-2000:]

    def test(self):
        """(what was noticed, by which test), or None when all tests pass."""
        for room, tests in RUNS:
            program = os.path.join(self.folder, "build/dev/tests/unit", room, f"hrp_{room}_tests")
            try:
                done = subprocess.run([program, "--gtest_fail_fast", f"--gtest_filter={tests}"],
                                      capture_output=True, text=True, timeout=TIME_LIMIT)
            except subprocess.TimeoutExpired:
                return "does not end", room
            if done.returncode != 0:
                return told(done)
        return None


def told(done):
    text = done.stdout + done.stderr
    broken = BROKEN.search(text)
    failed = FAILED.search(text)
    running = re.findall(r"\[ RUN      \] (\S+)", text)
    test = failed.group(1) if failed else running[-1] if running else "?"
    return (broken.group(1) if broken else "a test"), test


def mutated(text, mutation):
    if text.count(mutation.old) != 1:
        raise SystemExit(f"{mutation.name}: its text stands {text.count(mutation.old)} times in {mutation.path}")
    return text.replace(mutation.old, mutation.new)


def run(options, folder):
    chosen = [mutation for mutation in MUTATIONS if options.only in mutation.name]
    for mutation in chosen:  # before anything is built
        with open(os.path.join(ROOT, mutation.path), encoding="utf-8") as file:
            mutated(file.read(), mutation)
    tree = Tree(folder, options)
    errors = tree.build()
    if errors:
        raise SystemExit("the code does not build:\n" + errors)
    if not options.skip_sound and (noticed := tree.test()):
        raise SystemExit(f"the tests fail without any mutation: {noticed}")
    survivors = []
    for mutation in chosen:
        before = tree.read(mutation.path)
        began = time.monotonic()
        try:
            tree.write(mutation.path, mutated(before, mutation))
            errors = tree.build()
            noticed = None if errors else tree.test()
        finally:
            tree.write(mutation.path, before)
        if errors:
            raise SystemExit(f"{mutation.name}: does not build:\n{errors}")
        if noticed is None:
            survivors.append(mutation.name)
        what, test = noticed or ("SURVIVES", "-")
        print(f"| {mutation.name} | {what} | {test} |", flush=True)
        print(f"  {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(f"\n{len(chosen) - len(survivors)} of {len(chosen)} mutations were noticed.")
    return 1 if survivors else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="mutations with this in their name")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--here", action="store_true",
                        help="not on a copy: quicker, and nothing else may use this tree meanwhile")
    parser.add_argument("--skip-sound", action="store_true", help="do not test the code as it is first")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="hrp-mutate-")
    try:
        sys.exit(run(options, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
