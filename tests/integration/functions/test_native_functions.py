"""Functions of a debugtalk.so: alone, and on workers that have no files."""

import os
import shutil
import unittest

from function_scenario import FunctionScenario
from harness import step


class NativeFunctions(FunctionScenario):
    def setUp(self):
        super().setUp()
        shutil.copy(os.environ["NATIVE_SAMPLE"], self.path("debugtalk.so"))
        self.write(".env", "KEY=1\n")

    def sum_case(self, server):
        sums = step("sums", "/echo", checks=[{"eq": ["body.query.sum", "42"]},
                                             {"eq": ["${environment()}", "KEY;"]},
                                             {"eq": ["${same($list)}", [1, 2.5, None]]}],
                    params={"sum": "${add(20, 20, 2)}"})
        return self.case("case.json", server.url, sums, variables={"list": [1, 2.5, None]})

    def test_alone(self):
        server = self.target()
        summary = self.finished(self.boom(
            self.sum_case(server), "--spawn-count", "10", "--spawn-rate", "1000", "--loop-count",
            "10", "--threads", "2"))
        self.assertEqual(summary["total"]["requests"], 100)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["functions"]["calls"], 300)
        self.assertEqual(os.listdir(self.temporary), [])

    def test_run_once(self):
        process = self.hrp("run", self.sum_case(self.target()))
        self.assertEqual(process.wait(), 0, process.describe())

    def test_workers_need_no_files(self):
        summary = self.over_two_workers(self.sum_case(self.target()), 10, "debugtalk.so", ".env", "case.json")
        self.assertEqual(summary["functions"]["calls"], 240)
        self.assertEqual(os.listdir(self.temporary), [])

    def test_a_failure_is_a_failed_step_with_its_message(self):
        server = self.target()
        failing = step("failing", "/hello?${fail(luck)}")
        summary = self.finished(self.boom(self.case("case.json", server.url, failing),
                                          "--spawn-count", "2", "--loop-count", "3"))
        self.assertEqual(summary["total"]["failures"], 6)
        self.assertEqual(server.count("/hello"), 0)
        self.assertIn("function fail: luck", summary["errors"][0]["message"])

    def test_arguments_are_counted_before_the_first_request(self):
        code, stderr = self.refused("/x?${same(1, 2)}")
        self.assertEqual(code, 23)
        self.assertIn("function same expects 1 argument(s), but got 2", stderr)

    def test_a_library_for_another_machine_is_refused(self):
        with open(self.path("debugtalk.so"), "r+b") as library:
            library.seek(18)
            library.write(b"\x08\x00")
        code, stderr = self.refused("/x?${same(1)}")
        self.assertEqual(code, 23)
        self.assertIn("debugtalk.so: it is made for Linux on MIPS; this machine is Linux on ", stderr)


if __name__ == "__main__":
    unittest.main()
