"""Functions of debugtalk.py: alone, and on workers that have no files."""

import os
import unittest

from function_scenario import FunctionScenario
from harness import step

FUNCTIONS = """
import os
from helper import twice

CALLS = os.environ["CALLS"]


def double(number):
    with open(CALLS, "a") as file:
        file.write("x")
    return twice(number)


def shout(text):
    print("shouting", text)
    return text.upper()


def fail(kind):
    raise ValueError("no " + kind)
"""


class CustomFunctions(FunctionScenario):
    def setUp(self):
        super().setUp()
        self.calls = self.path("calls")
        self.write("debugtalk.py", FUNCTIONS)
        self.write("helper.py", "def twice(number):\n    return 2 * number\n")
        self.write(".env", f"CALLS={self.calls}\n")

    def signed_case(self, server):
        signed = step("signed", "/echo", checks=[{"eq": ["body.query.d", "42"]},
                                                 {"eq": ["${shout(abc)}", "ABC"]}],
                      params={"d": "${double(21)}"})
        return self.case("case.json", server.url, signed)

    def count_calls(self):
        with open(self.calls, encoding="utf-8") as file:
            return len(file.read())

    def test_alone(self):
        server = self.target()
        process = self.boom(self.signed_case(server), "--spawn-count", "10", "--spawn-rate", "1000",
                            "--loop-count", "10", "--threads", "2", "--log-plugin")
        summary = self.finished(process)
        self.assertEqual(summary["total"]["requests"], 100)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(server.count("/echo"), 100)
        self.assertEqual(self.count_calls(), 100)
        self.assertEqual(summary["functions"]["calls"], 200)
        self.assertIn("Time in functions: ", process.stdout)
        self.assertIn("debugtalk.py: shouting abc", process.stderr)
        self.assertFalse(os.path.exists(self.path("__pycache__")))

    def test_a_worker_needs_no_files(self):
        summary = self.over_two_workers(self.signed_case(self.target()), 10, "debugtalk.py",
                                        "helper.py", ".env", "case.json")
        self.assertEqual(self.count_calls(), 80)
        self.assertEqual(summary["functions"]["calls"], 160)

    def test_an_unknown_function_is_refused_before_the_first_request(self):
        code, stderr = self.refused("/x?${treble(1)}")
        self.assertEqual(code, 23)
        self.assertIn("function treble is not found", stderr)

    def test_a_wrong_number_of_arguments_is_refused_before_the_first_request(self):
        code, stderr = self.refused("/x?${double(1, 2)}")
        self.assertEqual(code, 23)
        self.assertIn("function double expects 1 argument(s), but got 2", stderr)

    def test_a_file_that_cannot_be_imported_names_its_line(self):
        self.write("debugtalk.py", "import os\n\ndef double(number:\n    return 1\n")
        code, stderr = self.refused("/x?${double(1)}")
        self.assertEqual(code, 23)
        self.assertIn("debugtalk.py:3: SyntaxError: ", stderr)

    def test_an_exception_is_a_failure_with_its_line(self):
        server = self.target()
        failing = step("failing", "/hello?${fail(luck)}")
        summary = self.finished(self.boom(self.case("case.json", server.url, failing),
                                          "--spawn-count", "2", "--loop-count", "3"))
        self.assertEqual(summary["total"]["failures"], 6)
        self.assertEqual(server.count("/hello"), 0)
        self.assertIn("function fail: ValueError: no luck (debugtalk.py:20)",
                      summary["errors"][0]["message"])


if __name__ == "__main__":
    unittest.main()
