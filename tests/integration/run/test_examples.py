"""Every file in examples/ runs against the test server and nothing in it fails."""

import json
import os
import shutil
import tempfile
import unittest

import go_plugin
from harness import HRP, ROOT, Process, Scenario

WRITTEN_HOST = "127.0.0.1:8000"
HELPERS = ("proj.json",)


def testcases(folder):
    """Paths below `folder` of the examples that are testcases by themselves."""
    found = []
    for parent, _, names in os.walk(folder):
        if os.path.basename(parent) == "api":
            continue
        found += [os.path.join(parent, name) for name in names
                  if name.endswith((".yaml", ".yml", ".json")) and name not in HELPERS]
    return sorted(os.path.relpath(path, os.path.dirname(folder)) for path in found)


class Examples(Scenario):
    @classmethod
    def setUpClass(cls):
        cls.built = tempfile.mkdtemp(prefix="hrp-test-")
        cls.addClassCleanup(shutil.rmtree, cls.built, ignore_errors=True)
        cls.lacks_go = go_plugin.why_not()
        if not cls.lacks_go:
            source = os.path.join(ROOT, "examples", "custom_functions_go", "debugtalk.go")
            done = go_plugin.build(source, cls.built)
            assert done.returncode == 0, done.stderr

    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.copy = self.path("examples")
        shutil.copytree(os.path.join(ROOT, "examples"), self.copy)
        for parent, _, names in os.walk(self.copy):
            for name in names:
                path = os.path.join(parent, name)
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text.replace(WRITTEN_HOST, f"127.0.0.1:{self.server.port}"))
        shutil.copy(os.environ["NATIVE_EXAMPLE"],
                    os.path.join(self.copy, "custom_functions_native", "debugtalk.so"))
        functions_in_go = os.path.join(self.copy, "custom_functions_go")
        if self.lacks_go:
            shutil.rmtree(functions_in_go)
        else:
            shutil.copy(os.path.join(self.built, "debugtalk.bin"), functions_in_go)

    def test_there_is_one_for_every_construct(self):
        names = {os.path.splitext(os.path.basename(path))[0] for path in testcases(self.copy)}
        self.assertLessEqual(
            {"requests", "bodies", "upload", "variables", "functions", "extract", "validate", "hooks",
             "parameters", "parameters_pick", "think_time", "transaction", "rendezvous", "loops",
             "shop"}, names)

    def test_every_example_passes_under_load(self):
        for path in testcases(self.copy):
            with self.subTest(example=path):
                summary = self.finished(self.boom(
                    path, "--strict", "--spawn-count", "2", "--spawn-rate", "1000",
                    "--loop-count", "1"))
                failed = [row for row in summary["rows"] if row["failures"]]
                self.assertEqual(failed, [], json.dumps(failed, indent=1))
                self.assertGreater(summary["total"]["requests"], 0)
                self.assertEqual(summary["total"]["failures"], 0)

    def test_every_example_passes_when_it_is_run_once(self):
        if " run " not in self.help_text():
            self.skipTest("this build has no `hrp run`")
        for path in testcases(self.copy):
            with self.subTest(example=path):
                process = self.hrp("run", path, "--strict")
                self.assertEqual(process.wait(25), 0, process.describe())

    def help_text(self):
        process = self.started(Process([HRP, "--help"]))
        process.wait()
        return process.stdout


if __name__ == "__main__":
    unittest.main()
