"""Functions of debugtalk.py: alone, and on workers that have no files."""

import os
import signal
import stat
import unittest

from function_scenario import FunctionScenario
from harness import STOPPED, Master, step, wait_for

FUNCTIONS = """
import atexit, os
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


atexit.register(print, "goodbye")
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
        self.assertEqual(process.stderr.count("debugtalk.py: goodbye"), 2)
        self.assertFalse(os.path.exists(self.path("__pycache__")))
        self.assertEqual(os.listdir(self.temporary), [])

    def test_a_worker_needs_no_files(self):
        summary = self.over_two_workers(self.signed_case(self.target()), 10, "debugtalk.py",
                                        "helper.py", ".env", "case.json")
        self.assertEqual(self.count_calls(), 80)
        self.assertEqual(summary["functions"]["calls"], 160)
        wait_for(lambda: not os.listdir(self.temporary), what="the workers' copies to go")

    def test_an_unknown_function_is_refused_before_the_first_request(self):
        code, stderr = self.refused("/x?${treble(1)}")
        self.assertEqual(code, 23)
        self.assertIn("function treble is not found", stderr)

    def test_a_wrong_number_of_arguments_is_refused_before_the_first_request(self):
        code, stderr = self.refused("/x?${double(1, 2)}")
        self.assertEqual(code, 23)
        self.assertIn("function double expects 1 argument(s), but got 2", stderr)

    def test_a_run_refuses_them_too_and_runs_the_other_files(self):
        server = self.target()
        for call, error in (("treble(1)", "function treble is not found"),
                            ("double(1, 2)", "expects 1 argument(s), but got 2")):
            wrong = self.case("wrong.json", server.url, step("first", "/hello"),
                              step("second", "/hello", checks=[{"ne": [f"${{{call}}}", 3]}]))
            good = self.case("good.json", server.url, step("good", "/status/204", status=204))
            process = self.hrp("run", wrong, good)
            self.assertEqual(process.wait(25), 23, process.describe())
            self.assertIn("wrong.json: step 2 (second): validate[1].check: function", process.stderr)
            self.assertIn(error, process.stderr)
        self.assertEqual(server.count("/hello"), 0)
        self.assertEqual(server.count("/status/204"), 2)

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


class PrivateFolders(FunctionScenario):
    """Where a worker keeps the files of a run, and for how long."""

    def setUp(self):
        super().setUp()
        self.places = self.path("places")
        self.write("debugtalk.py", """
import os
from parts import leaf


def here():
    with open(os.environ["PLACES"], "a") as places:
        places.write(__file__ + "\\n" + leaf.__file__ + "\\n")
    return os.path.exists(os.path.join(os.path.dirname(__file__), "data.json"))


def leave():
    os._exit(3)
""")
        self.write("parts/leaf.py", "")
        self.write("data.json", "{}")
        self.write(".env", f"PLACES={self.places}\n")
        self.server = self.target()

    def here_case(self, url="/hello?${here()}"):
        return self.case("case.json", self.server.url, step("here", url))

    def known_places(self):
        """The files that functions were called in, once they were."""
        def places():
            if not os.path.exists(self.places):
                return None
            with open(self.places, encoding="utf-8") as file:
                return set(file.read().split())
        return wait_for(places, what="a call")

    def running_worker(self):
        master = Master(self)
        worker = master.worker("--threads", "2")
        master.wait_workers(1)
        master.start(self.here_case(), spawn_count=4, spawn_rate=1000)
        places = self.known_places()
        [folder] = os.listdir(self.temporary)
        return master, worker, os.path.join(self.temporary, folder), places

    def gone(self):
        wait_for(lambda: not os.listdir(self.temporary), what="the private folder to go")

    def test_a_worker_has_one_of_its_own_that_goes_with_the_run(self):
        master, worker, folder, places = self.running_worker()
        self.assertEqual(places, {folder + self.path("debugtalk.py"),
                                  folder + self.path("parts/leaf.py")})
        self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
        files = {os.path.join(where, name) for where, _, names in os.walk(folder) for name in names}
        self.assertEqual(files, places, "no compiled files, nor others")
        for place in places:
            self.assertEqual(stat.S_IMODE(os.stat(place).st_mode), 0o600)
        master.call("GET", "/stop")
        self.gone()
        self.assertTrue(worker.is_alive())
        master.wait_state(STOPPED)
        os.remove(self.places)
        master.start(self.here_case(), spawn_count=4, spawn_rate=1000)
        self.assertTrue(self.known_places().isdisjoint(places))
        worker.send_signal(signal.SIGTERM)
        self.assertEqual(worker.wait(), 0, worker.describe())
        self.gone()

    def test_a_crash_of_a_process_leaves_it_there_until_the_end(self):
        master = Master(self)
        worker = master.worker("--threads", "1")
        master.wait_workers(1)
        case = self.case("case.json", self.server.url, step("here", "/hello?${here()}"),
                         step("leaves", "/hello?${leave()}"))
        master.start(case, spawn_count=1, loop_count=3)
        worker.wait_line(r"is replaced: the Python interpreter was lost")
        self.summary_of("loop-count")
        self.assertEqual(len(self.known_places()), 2)
        self.assertEqual(self.server.count("/hello"), 3)
        self.gone()
        self.assertTrue(worker.is_alive())

    def test_the_next_worker_removes_that_of_a_killed_one(self):
        master, worker, folder, _ = self.running_worker()
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.assertTrue(os.path.exists(folder))
        os.remove(self.places)
        master.worker("--threads", "1")
        self.known_places()
        self.assertFalse(os.path.exists(folder))

    def test_alone_the_file_is_the_authors(self):
        checks = [{"eq": ["${here()}", True]}]
        case = self.case("case.json", self.server.url, step("here", "/hello", checks=checks))
        process = self.hrp("run", case)
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertEqual(self.known_places(), {self.path("debugtalk.py"), self.path("parts/leaf.py")})
        self.gone()


if __name__ == "__main__":
    unittest.main()
