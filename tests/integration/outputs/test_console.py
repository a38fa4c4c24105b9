"""Console output in a pipe: the tables appear whole, and can be turned off."""

import re
import unittest

from harness import SUCCESS, STOPPED, Master, Scenario


class Console(Scenario):
    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.hello = self.case("case.json", self.server.url)

    def test_tables_and_summary_in_a_pipe(self):
        process = self.boom(self.hello, "--spawn-count", "2", "--spawn-rate", "100",
                            "--run-time", "5")
        self.finished(process)
        text = process.stdout
        table, _, summary = text.partition("Statistics Summary")
        for part in ("Current time: ", "Users: 2", "State: running", "Total RPS: ",
                     "Accumulated Transactions: ", "# REQUESTS", "request-GET", "get hello",
                     "transaction", "Action"):
            self.assertIn(part, table)
        for part in ("get hello", "Total", "Accumulated Transactions: "):
            self.assertIn(part, summary)
        self.assertNotIn("\x1b", text, "a pipe gets no escape sequences")

    def test_the_summary_shows_the_exact_total(self):
        process = self.boom(self.hello, "--spawn-count", "3", "--spawn-rate", "100",
                            "--loop-count", "41")
        self.finished(process)
        summary = process.stdout.partition("Statistics Summary")[2]
        self.assertTrue(re.search(r"Total\s*\|\s*123\b", summary), process.stdout)

    def test_it_can_be_turned_off(self):
        process = self.boom(self.hello, "--spawn-count", "2", "--spawn-rate", "100",
                            "--run-time", "4", "--disable-console-output")
        self.assertGreater(self.finished(process)["total"]["requests"], 0)
        self.assertNotIn("# REQUESTS", process.stdout)

    def test_the_master_shows_workers_and_merged_figures(self):
        master = Master(self)
        workers = [master.worker(), master.worker()]
        master.wait_workers(2)
        self.assertEqual(master.start(self.hello, spawn_count=4, spawn_rate=100, run_time=5),
                         SUCCESS)
        master.process.wait_line(r"Current Available Workers: 2")
        master.process.wait_line(r"WORKER ID")
        master.process.wait_line(r"get hello")
        for worker in master.workers():
            self.assertIn(worker["id"], master.process.stdout)
        master.wait_state(STOPPED)
        master.process.wait_line(r"Statistics Summary")
        self.assertTrue(all(worker.is_alive() for worker in workers))

    def test_logs_go_to_standard_error_and_can_be_json(self):
        process = self.hrp("--log-json", "boom", self.hello, "--loop-count", "1",
                           "--disable-console-output")
        self.assertEqual(process.wait(), 0, process.describe())
        lines = [line for line in process.stderr.splitlines() if line]
        self.assertTrue(lines)
        for line in lines:
            self.assertTrue(line.startswith("{") and line.endswith("}"), line)


if __name__ == "__main__":
    unittest.main()
