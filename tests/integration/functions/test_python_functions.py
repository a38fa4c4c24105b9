"""Python functions at their limits: each scenario alone and over a master with two workers."""

import os
import re
import unittest
import zipfile

from harness import Master, Scenario, step

FUNCTIONS = """
import os
import sys
import threading
import time

count = 0
lock = threading.Lock()


def rows(n):
    return [{"user": "user%d" % i, "age": i} for i in range(n)]


def add_header(request):
    return dict(request["headers"], **{"X-Hook": "set"})


def expect_hook(response):
    if response["body"]["headers"]["X-Hook"] != "set":
        raise ValueError("the hook did not run")


def nothing():
    return None


def is_none(value):
    return value is None


def megabyte():
    return "x" * (1 << 20)


def raw():
    return b"\\x00\\xff raw"


def kind(value):
    return type(value).__name__


def shout(text):
    print("shouting", text)
    print("and complaining", file=sys.stderr)
    return text.upper()


def spawn():
    told = []
    thread = threading.Thread(target=lambda: told.append(threading.current_thread().name))
    thread.start()
    thread.join()
    return len(told)


def variable(name):
    return os.environ.get(name, "none")


def fail(kind):
    raise ValueError("no " + kind)


def sleep_long():
    time.sleep(60)


def leave(code):
    print("leaving now")
    sys.stdout.flush()
    os._exit(code)
"""


class Runs:
    """How a testcase is loaded; a subclass says where."""

    functions = FUNCTIONS

    def setUp(self):
        super().setUp()
        self.write("debugtalk.py", self.functions)
        self.server = self.target()

    def load(self, case, *flags, users=4, loops=5):
        """The process that tells of the run, and those that made the load."""
        raise NotImplementedError

    def run_case(self, *steps, flags=(), code=0, loops=5, **config):
        case = self.case("case.json", self.server.url, *steps, **config)
        process, makers = self.load(case, *flags, loops=loops)
        summary = self.finished(process, timeout=40, code=code)
        for maker in makers:
            maker.wait()
        return summary, process, "".join(maker.stderr for maker in makers)

    def test_what_functions_may_do(self):
        hooked = step("hooked", "/echo?u=$user", checks=[
            {"eq": ["body.query.u", "$user"]},
            {"len_eq": ["${megabyte()}", 1 << 20]},
            {"eq": ["${shout(abc)}", "ABC"]},
            {"eq": ["${spawn()}", 1]},
        ])
        hooked["variables"] = {"none": "${nothing()}", "raw": "${raw()}", "big": "${megabyte()}"}
        hooked["setup_hooks"] = [{"headers": "${add_header($request)}"},
                                 "${set($request, headers, $headers)}"]
        hooked["teardown_hooks"] = ["${expect_hook($response)}"]
        hooked["validate"] += [{"eq": ["${kind($raw)}", "bytes"]}, {"eq": ["${is_none($none)}", True]},
                               {"eq": ["${kind($age)}", "int"]}, {"len_eq": ["$big", 1 << 20]}]
        sent = step("sent", "/echo", method="POST", body="$raw", checks=[
            {"eq": ["body.query.a", "1"]}], params={"a": "1"})
        sent["variables"] = {"raw": "${megabyte()}"}
        summary, process, log = self.run_case(
            hooked, sent, flags=["--log-plugin"], parameters={"user-age": "${rows(3)}"})
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["total"]["requests"], 40)
        self.assertEqual(summary["functions"]["calls"], 20 * (3 + 2 + 6 + 1))
        self.assertEqual(summary["functions"]["failures"], 0)
        self.assertIn("Time in functions: ", process.stdout)
        self.assertIn("debugtalk.py: shouting abc", log)
        self.assertIn("debugtalk.py: and complaining", log)

    def test_an_exception_has_its_traceback_in_the_log(self):
        summary, _, log = self.run_case(step("failing", "/hello?${fail(luck)}"))
        self.assertEqual(summary["total"]["failures"], 20)
        self.assertEqual(self.server.count("/hello"), 0)
        self.assertEqual(summary["functions"]["failures"], 20)
        [error] = summary["errors"]
        line = 1 + FUNCTIONS.splitlines().index('    raise ValueError("no " + kind)')
        self.assertIn(f"function fail: ValueError: no luck (debugtalk.py:{line})", error["message"])
        self.assertIn("Traceback (most recent call last):", log)
        self.assertIn(f'  File "{self.path("debugtalk.py")}", line {line}, in fail\n'
                      '    raise ValueError("no " + kind)', log)

    def test_a_call_past_its_time_fails_alone(self):
        slow = step("slow", "/hello?${sleep_long()}")
        fast = step("fast", "/hello?${kind(1)}")
        summary, _, log = self.run_case(fast, slow, flags=["--function-timeout", "300ms"], loops=2)
        self.assertEqual({row["name"]: row["failures"] for row in summary["rows"]
                          if row["type"] == "request-GET"}, {"fast": 0, "slow": 8})
        self.assertEqual(self.server.count("/hello"), 8)
        self.assertIn("function sleep_long: no result within 300 ms", summary["errors"][0]["message"])
        self.assertRegex(log, r"debugtalk\.py: process \d+: function sleep_long did not return within "
                              r"300 ms; it is replaced")

    def test_functions_that_keep_dying_end_the_run(self):
        summary, process, log = self.run_case(step("dying", "/hello?${leave(4)}"), code=1,
                                              loops=1_000_000)
        self.assertEqual(summary["reason"], "error")
        problem = ("debugtalk.py: 5 Python interpreters were lost within a minute; the last: the Python "
                   "interpreter was lost: it ended (exit status 4); it last printed: leaving now")
        self.assertRegex(summary["reason_text"], "^" + self.where + r"\S+" + re.escape(problem))
        self.assertIn(problem, process.stderr)
        self.assertEqual(self.server.count("/hello"), 0)
        self.assertRegex(log, r"process \d+ is replaced: the Python interpreter was lost: it ended "
                              r"\(exit status 4\)\nit last printed:\n  leaving now")

    def test_the_environment_is_the_authors(self):
        self.write(".env", "OF_FILE=file\nBOTH=file\n")
        os.environ["HRP_TEST_SECRET"] = os.environ["HRP_TEST_PASSED"] = "of the shell"
        self.addCleanup(os.environ.pop, "HRP_TEST_SECRET")
        self.addCleanup(os.environ.pop, "HRP_TEST_PASSED")
        wanted = {"OF_FILE": "file", "BOTH": "file", "OF_CASE": "case", "HRP_TEST_SECRET": "none",
                  "HRP_TEST_PASSED": "of the shell", "HOME": self.folder, "VIRTUAL_ENV": "none"}
        checks = [{"eq": ["${variable(%s)}" % name, value]} for name, value in wanted.items()]
        summary, _, _ = self.run_case(step("env", "/hello", checks=checks),
                                      flags=["--pass-env", "HRP_TEST_PASSED,HRP_TEST_NOT_SET"],
                                      environs={"OF_CASE": "case", "BOTH": "case"})
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])


class Alone(Runs, Scenario):
    where = ""

    def load(self, case, *flags, users=4, loops=5):
        process = self.boom(case, "--spawn-count", str(users), "--spawn-rate", "1000",
                            "--loop-count", str(loops), "--threads", "2", *flags)
        return process, [process]


class Fleet(Runs, Scenario):
    where = r"worker \S+: "

    def load(self, case, *flags, users=4, loops=5):
        master = Master(self, "--auto-start", case, "--expect-workers", "2", "--spawn-count",
                        str(users), "--spawn-rate", "1000", "--loop-count", str(loops), *flags)
        # The master has read what it needs before it listens.
        for name in ("debugtalk.py", "case.json", ".env"):
            if os.path.exists(self.path(name)):
                os.remove(self.path(name))
        return master.process, [master.worker("--threads", "1", *flags) for _ in range(2)]

    def test_a_worker_may_refuse_shipped_code(self):
        case = self.case("case.json", self.server.url, step("one", "/hello?${kind(1)}"))
        master = Master(self, "--auto-start", case, "--expect-workers", "2", "--loop-count", "1")
        master.worker()
        master.worker("--no-custom-code")
        self.assertEqual(master.process.wait(), 1)
        self.assertRegex(master.process.stderr, r"worker \S+: \S+debugtalk\.py: custom code is refused "
                                                r"here \(--no-custom-code\)")
        self.assertEqual(self.server.count("/hello"), 0)

    def test_a_fleet_counts_the_calls_of_all_workers(self):
        summary, _, _ = self.run_case(step("one", "/hello", checks=[{"eq": ["${kind(1)}", "int"]}]))
        self.assertEqual(summary["functions"]["calls"], 20)
        self.assertGreater(summary["functions"]["time_s"], 0)


class Packages(Scenario):
    """A debugtalk.py that needs a package, which pip installs from a folder."""

    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.wheel()
        self.write("debugtalk.py", "from hrp_sample import twice\n")
        self.write("requirements.txt", f"--no-index\n--find-links {self.folder}\nhrp-sample==1.0\n")

    def wheel(self):
        info = "hrp_sample-1.0.dist-info"
        with zipfile.ZipFile(self.path("hrp_sample-1.0-py3-none-any.whl"), "w") as wheel:
            wheel.writestr("hrp_sample.py", "def twice(x):\n    return 2 * x\n")
            wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: hrp-sample\nVersion: 1.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\n"
                                            "Root-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "hrp_sample.py,,\n")

    def case_of(self):
        return self.case("case.json", self.server.url, step("one", "/echo?x=${twice(21)}", checks=[
            {"eq": ["body.query.x", "42"]}]))

    def fleet(self, *flags):
        return Master(self, "--auto-start", self.case_of(), "--expect-workers", "2", "--spawn-count",
                      "2", "--loop-count", "5", "--install-requirements", *flags)

    def test_requirements_are_installed_once_and_only_when_asked_for(self):
        refused = self.boom(self.case_of(), "--loop-count", "1")
        self.assertEqual(refused.wait(), 23)
        self.assertIn("debugtalk.py:1: ModuleNotFoundError: No module named 'hrp_sample'", refused.stderr)
        self.assertFalse(os.path.exists(self.path(".hrp")))

        alone = self.boom(self.case_of(), "--loop-count", "5", "--install-requirements")
        summary = self.finished(alone, timeout=120)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertIn("requirements.txt: installing it into ", alone.stderr)
        [venv] = [name for name in os.listdir(self.path(".hrp/venvs")) if not name.endswith(".lock")]

        master = self.fleet()
        for _ in range(2):
            master.worker("--install-requirements")
        summary = self.finished(master.process)
        self.assertEqual(summary["total"]["requests"], 10)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertNotIn("installing", master.process.stderr)

        master = self.fleet()
        master.worker("--venv", self.path(f".hrp/venvs/{venv}"))
        master.worker()
        self.assertEqual(master.process.wait(), 1, master.process.describe())
        self.assertRegex(master.process.stderr, r"worker \S+: \S+debugtalk\.py:1: ModuleNotFoundError: "
                                                r"No module named 'hrp_sample'")

        self.write("requirements.txt", f"--no-index\n--find-links {self.folder}\nhrp-sample==2.0\n")
        failed = self.hrp("run", self.case_of(), "--install-requirements", "--venv",
                          self.path(f".hrp/venvs/{venv}"))
        self.assertNotEqual(failed.wait(60), 0)
        self.assertRegex(failed.stderr, r"requirements\.txt: it cannot be installed: pip ended with exit "
                                        r"status 1: .*hrp-sample==2\.0")


if __name__ == "__main__":
    unittest.main()
