"""The benchmarks start, count requests and write their figures. What the figures are is not judged: a test machine is busy."""

import json
import os
import shutil
import subprocess
import sys
import unittest

from harness import HRP, ROOT, TARGET_SERVER, Scenario

BENCH = os.path.join(ROOT, "tests", "bench")
CORES = sorted(os.sched_getaffinity(0))


def ratios(figures):
    """Every "ratio" in a tree of figures."""
    if isinstance(figures, list):
        figures = dict(enumerate(figures))
    if not isinstance(figures, dict):
        return []
    own = [figures["ratio"]] if "ratio" in figures else []
    return own + [ratio for part in figures.values() for ratio in ratios(part)]


@unittest.skipIf(len(CORES) < 2, "a benchmark takes two cores")
class Benchmarks(Scenario):
    def figures(self, script, *arguments, needs=()):
        for tool in needs:
            if shutil.which(tool) is None:
                self.skipTest(f"{tool} is not installed")
        path = os.path.join(self.folder, "figures.json")
        done = subprocess.run(
            [sys.executable, "-B", os.path.join(BENCH, script), *arguments, "--rounds", "1", "--seconds", "1",
             "--cpu", str(CORES[0]), "--server-cpu", str(CORES[1]), "--json", path],
            capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("req/CPU-s", done.stdout)
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def assert_ratios(self, figures, count):
        found = ratios(figures)
        self.assertEqual(len(found), count, figures)
        self.assertTrue(all(ratio > 0 for ratio in found), figures)

    def test_engine(self):
        self.assert_ratios(self.figures("engine_bench.py", HRP, needs=("nginx", "wrk")), 4)

    def test_shapes(self):
        figures = self.figures("shapes_bench.py", HRP, "--shapes", "steps", needs=("nginx", "wrk"))
        self.assert_ratios(figures, 2)

    def test_csv_memory(self):
        figures = self.figures("csv_memory.py", HRP, "--rows", "20000", "--goal", "100", needs=("nginx",))
        self.assertGreater(figures["hrp"]["anonymous_bytes"], 0)

    def test_peers(self):
        figures = self.figures("peers_bench.py", HRP, "--tools", "hrp,wrk", needs=("nginx", "wrk", "openssl"))
        self.assertEqual(set(figures["cases"]), {"simple", "checked", "body", "https", "http2"})
        self.assert_ratios(figures, 2 + 1 + 2 + 2 + 1)  # wrk runs no script and speaks no HTTP/2

    def test_http2(self):
        self.assert_ratios(self.figures("http2_bench.py", HRP, needs=("nginx", "h2load")), 5)

    def test_websocket(self):
        folder = os.path.join(self.folder, "no-tools")
        os.mkdir(folder)
        figures = self.figures("websocket_bench.py", HRP, TARGET_SERVER, "--path", folder)
        self.assertGreaterEqual(len(ratios(figures)), 2)


if __name__ == "__main__":
    unittest.main()
