"""Functions of a debugtalk.bin: of a program that speaks as one does, and of a real one in Go."""

import os
import shutil
import signal
import unittest

from harness import Master, Process, Scenario, HRP, step, wait_for

FUNCTIONS = {"sum": "${add(20, 22)}", "secret": "${variable(KEY)}", "none": "${variable(HRP)}"}


class GoFunctions(Scenario):
    def setUp(self):
        super().setUp()
        shutil.copy(os.environ["FUNGO_PEER"], self.path("debugtalk.bin"))
        self.temporary = self.path("temporary")
        os.mkdir(self.temporary)
        self.write(".env", f"KEY=word\nSOCKETS={self.temporary}\n")

    def hrp(self, *args):
        env = dict(os.environ, HOME=self.folder, TMPDIR=self.temporary)
        return self.started(Process([HRP, *args], cwd=self.folder, env=env))

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
        server = self.target()
        master = Master(self, "--auto-start", self.sum_case(server), "--expect-workers", "2",
                        "--spawn-count", "8", "--spawn-rate", "1000", "--loop-count", "10")
        # The master has read what it needs before it listens.
        for name in ("debugtalk.bin", ".env", "case.json"):
            os.remove(self.path(name))
        master.worker()
        master.worker()
        summary = self.finished(master.process)
        self.assertEqual(summary["total"]["requests"], 80)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
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


if __name__ == "__main__":
    unittest.main()
