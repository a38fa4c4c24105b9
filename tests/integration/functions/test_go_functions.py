"""Functions of a debugtalk.bin: of a program that speaks as one does, and of a real one in Go."""

import os
import shutil
import signal
import tempfile
import unittest

import go_plugin
from function_scenario import FunctionScenario
from harness import HRP, Process, Scenario, step, wait_for

FUNCTIONS = {"sum": "${add(20, 22)}", "secret": "${variable(KEY)}", "none": "${variable(HRP)}"}


class GoFunctions(FunctionScenario):
    def setUp(self):
        super().setUp()
        shutil.copy(os.environ["FUNGO_PEER"], self.path("debugtalk.bin"))
        self.write(".env", f"KEY=word\nSOCKETS={self.temporary}\n")

    def sum_case(self, server):
        sums = step("sums", "/echo", checks=[{"eq": ["body.query.sum", "42"]},
                                             {"eq": ["body.query.secret", "word"]},
                                             {"eq": ["body.query.none", ""]},
                                             {"eq": ["${echo($list)}", [[1, 2.5, None]]]}],
                    params=FUNCTIONS)
        return self.case("case.json", server.url, sums, variables={"list": [1, 2.5, None]})

    def test_alone(self):
        server = self.target()
        summary = self.finished(self.boom(
            self.sum_case(server), "--spawn-count", "10", "--spawn-rate", "1000", "--loop-count",
            "10", "--threads", "2"))
        self.assertEqual(summary["total"]["requests"], 100)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["functions"]["calls"], 400)
        self.assertEqual(os.listdir(self.temporary), [], "the copy of the program or its sockets")

    def test_run_once(self):
        process = self.hrp("run", self.sum_case(self.target()))
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertEqual(os.listdir(self.temporary), [])

    def test_workers_need_no_files(self):
        summary = self.over_two_workers(self.sum_case(self.target()), 10, "debugtalk.bin", ".env", "case.json")
        self.assertEqual(summary["functions"]["calls"], 320)
        wait_for(lambda: not os.listdir(self.temporary), what="the workers' copies to go")

    def test_a_failure_is_a_failed_step_with_its_message(self):
        server = self.target()
        failing = step("failing", "/hello?${fail(x)}")
        summary = self.finished(self.boom(self.case("case.json", server.url, failing),
                                          "--spawn-count", "2", "--loop-count", "3"))
        self.assertEqual(summary["total"]["failures"], 6)
        self.assertEqual(server.count("/hello"), 0)
        self.assertIn("function fail: bad luck: x", summary["errors"][0]["message"])

    def test_a_program_for_another_machine_is_refused(self):
        with open(self.path("debugtalk.bin"), "r+b") as program:
            program.seek(18)
            program.write(b"\x08\x00")
        process = self.boom(self.sum_case(self.target()), "--loop-count", "1")
        self.assertEqual(process.wait(), 23)
        self.assertIn("debugtalk.bin: it is made for Linux on MIPS; this machine is Linux on ",
                      process.stderr)

    def running_case(self):
        """A run whose functions are in use, and the numbers of the processes that run them."""
        server = self.target()
        running = step("running", "/echo", params={"process": "${process()}"})
        process = self.boom(self.case("case.json", server.url, running), "--run-time", "60s",
                            "--threads", "1")
        wait_for(lambda: server.count("/echo") > 3, what="requests")
        children = [int(name) for name in os.listdir("/proc") if name.isdigit()
                    and self.parent_of(name) == process.pid]
        self.assertEqual(len(children), 1)
        return process, children

    @staticmethod
    def parent_of(process):
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8") as file:
                return int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            return 0

    @staticmethod
    def runs(process):
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8") as file:
                return file.read().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            return False

    def test_a_signal_leaves_nothing(self):
        process, children = self.running_case()
        process.send_signal(signal.SIGTERM)
        process.wait()
        self.assertIn("Ended by: signal (SIGTERM)", process.stdout)
        self.assertFalse(any(map(self.runs, children)))
        self.assertEqual(os.listdir(self.temporary), [])

    def test_a_kill_leaves_no_process_and_the_next_run_tidies_up(self):
        process, children = self.running_case()
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_for(lambda: not any(map(self.runs, children)), what="the program to end with hrp")
        self.assertNotEqual(os.listdir(self.temporary), [])
        os.remove(self.path("case.json"))
        self.finished(self.boom(self.sum_case(self.target()), "--loop-count", "1"))
        left = [name for name in os.listdir(self.temporary) if name.startswith("hrp-")]
        self.assertEqual(left, [])


REAL = """package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

func SumTwoInt(a, b int) int { return a + b }

func Sum(args ...interface{}) (interface{}, error) {
	var sum float64
	for _, arg := range args {
		number, ok := arg.(float64)
		if !ok {
			return nil, fmt.Errorf("unexpected type: %T", arg)
		}
		sum += number
	}
	return sum, nil
}

func Same(value interface{}) interface{} { return value }
func Nothing()                           {}
func Key() string                        { return os.Getenv("KEY") }
func Fail(text string) error             { return errors.New("no " + text) }
func Large(size int) string              { return strings.Repeat("x", size) }
func Sleep(ms int)                       { time.Sleep(time.Duration(ms) * time.Millisecond) }
func Panic(text string)                  { panic(text) }
func Exit()                              { os.Exit(5) }
func Print(text string)                  { fmt.Println(text) }

func Spawn() string {
	done := make(chan string)
	go func() { done <- "spawned" }()
	return <-done
}
"""


@unittest.skipIf(go_plugin.why_not(), go_plugin.why_not())
class RealGo(FunctionScenario):
    """A plugin that Go has built."""

    @classmethod
    def setUpClass(cls):
        cls.built = tempfile.mkdtemp(prefix="hrp-test-")
        cls.addClassCleanup(shutil.rmtree, cls.built, ignore_errors=True)
        source = os.path.join(cls.built, "debugtalk.go")
        with open(source, "w", encoding="utf-8") as file:
            file.write(REAL)
        done = go_plugin.build(source, cls.built)
        assert done.returncode == 0, done.stderr
        assert "SumTwoInt Sum Same" in done.stdout, done.stdout

    def setUp(self):
        super().setUp()
        shutil.copy(os.path.join(self.built, "debugtalk.bin"), self.folder)
        self.write(".env", "KEY=word\n")

    def real_case(self, server):
        values = step("values", "/echo", checks=[
            {"eq": ["body.query.sum", "42"]}, {"eq": ["body.query.key", "word"]},
            {"eq": ["${sum(1, 2.5)}", 3.5]}, {"eq": ["${same($list)}", [1, "a", None, True, 2.5]]},
            {"eq": ["${same($map)}", {"a": [1]}]}, {"eq": ["${nothing()}", None]},
            {"length_equal": ["${large(1000000)}", 1000000]}, {"eq": ["${spawn()}", "spawned"]},
        ], params={"sum": "${sum_two_int(20, 22)}", "key": "${Key()}"})
        values["setup_hooks"] = ["${print(hooked)}"]
        return self.case("case.json", server.url, values, parameters={"n": "${same($rows)}"},
                         variables={"list": [1, "a", None, True, 2.5], "map": {"a": [1]},
                                    "rows": [1, 2]})

    def test_alone(self):
        server = self.target()
        process = self.boom(self.real_case(server), "--spawn-count", "10", "--spawn-rate", "1000",
                            "--loop-count", "2", "--threads", "2", "--log-plugin")
        summary = self.finished(process)
        self.assertEqual(summary["total"]["requests"], 20)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertIn("debugtalk.bin: hooked", process.stderr)

    def test_run_once(self):
        process = self.hrp("run", self.real_case(self.target()))
        self.assertEqual(process.wait(), 0, process.describe())

    def test_workers_need_no_files(self):
        self.over_two_workers(self.real_case(self.target()), 2, "debugtalk.bin", ".env", "case.json")

    def errors_of(self, call, *args):
        server = self.target()
        failing = step("failing", "/hello?" + call)
        process = self.boom(self.case("case.json", server.url, failing), "--spawn-count", "1",
                            "--loop-count", "2", *args)
        summary = self.finished(process)
        self.assertEqual(summary["total"]["failures"], 2)
        self.assertEqual(server.count("/hello"), 0)
        return summary["errors"][0]["message"], process.stderr

    def test_failures_have_their_message(self):
        self.assertIn("function fail: no luck", self.errors_of("${fail(luck)}")[0])
        self.assertIn("function sum: unexpected type: string", self.errors_of("${sum(a)}")[0])
        self.assertIn("function expect 2 arguments, but got 1",
                      self.errors_of("${sum_two_int(1)}")[0])

    def test_what_ends_a_process_fails_its_calls_and_it_is_replaced(self):
        message, stderr = self.errors_of("${panic(luck)}")
        self.assertIn("panic: luck", message)
        self.assertIn("the Go program was lost: it ended (exit status 2)", stderr)
        self.assertIn("goroutine", stderr)
        self.assertIn("(exit status 5)", self.errors_of("${exit()}")[0])

    def test_a_call_has_a_limit(self):
        self.assertIn("function sleep: no result within 100 ms",
                      self.errors_of("${sleep(60000)}", "--function-timeout", "100ms")[0])


class Build(Scenario):
    def test_without_go_it_says_so(self):
        self.write("debugtalk.go", REAL)
        process = self.started(Process([HRP, "build", "debugtalk.go"], cwd=self.folder,
                                       env={"PATH": self.folder}))
        self.assertEqual(process.wait(), 32)
        self.assertIn("hrp build needs Go, and there is none", process.stderr)

    @unittest.skipIf(go_plugin.why_not(), go_plugin.why_not())
    def test_what_go_refuses_is_told(self):
        source = self.write("debugtalk.go", "package main\n\nfunc Bad() int { return nothing }\n")
        done = go_plugin.build(source, self.folder)
        self.assertEqual(done.returncode, 32)
        self.assertIn("debugtalk.go:3:25: undefined: nothing", done.stderr)


if __name__ == "__main__":
    unittest.main()
