"""`hrp boom CASE --master --auto-start` with workers as separate processes."""

import signal
import unittest

from harness import Master, Scenario, free_port, wait_for


class AutoStart(Scenario):
    def master(self, case, workers, *flags, max_wait=20):
        return Master(self, case, "--auto-start", "--expect-workers", str(workers),
                      "--expect-workers-max-wait", str(max_wait), *flags)

    def test_loop_count_over_two_workers_is_exact(self):
        server = self.target()
        master = self.master(self.case("case.json", server.url), 2, "--spawn-count", "5",
                             "--spawn-rate", "100", "--loop-count", "40")
        workers = [master.worker(), master.worker()]
        summary = self.finished(master.process)
        for worker in workers:
            self.assertEqual(worker.wait(), 0, worker.describe())
        self.assertEqual(summary["reason"], "loop-count")
        self.assertEqual(summary["workers"], 2)
        self.assertIn(summary["users_peak"], range(1, 6))  # fast users end before the next
        self.assertEqual(summary["total"]["requests"], 200)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["transactions"], {"passed": 200, "failed": 0})
        self.assertEqual(server.count("/hello"), 200)

    def test_it_starts_only_when_all_have_come(self):
        server = self.target()
        master = self.master(self.case("case.json", server.url), 2, "--loop-count", "10")
        first = master.worker()
        first.wait_line(r"(?i)master")
        self.assertEqual(server.count("/hello"), 0)
        master.worker()
        self.assertEqual(self.finished(master.process)["total"]["requests"], 10)

    def test_run_time_over_two_workers(self):
        server = self.target()
        master = self.master(self.case("case.json", server.url), 2, "--spawn-count", "4",
                             "--spawn-rate", "100", "--run-time", "2")
        for _ in range(2):
            master.worker()
        summary = self.finished(master.process)
        self.assertEqual(summary["reason"], "run-time")
        self.assertGreaterEqual(summary["duration_s"], 1.9)
        self.assertLess(summary["duration_s"], 5)
        self.assertEqual(summary["total"]["requests"], server.count("/hello"))

    def test_max_rps_holds_over_the_fleet(self):
        server = self.target()
        master = self.master(self.case("case.json", server.url), 2, "--spawn-count", "6",
                             "--spawn-rate", "100", "--max-rps", "60", "--run-time", "3")
        for _ in range(2):
            master.worker()
        requests = self.finished(master.process)["total"]["requests"]
        self.assertLessEqual(requests, 200)
        self.assertGreaterEqual(requests, 90)
        self.assertEqual(server.count("/hello"), requests)

    def test_workers_that_do_not_come_end_the_master_with_50(self):
        server = self.target()
        master = self.master(self.case("case.json", server.url), 3, "--loop-count", "1",
                             max_wait=3)
        worker = master.worker()
        self.assertEqual(master.process.wait(), 50, master.process.describe())
        self.assertRegex(master.process.stderr, r"expected 3 workers .*\b1 came")
        self.assertEqual(server.count("/hello"), 0)
        worker.wait()

    def test_a_bad_testcase_is_told_before_waiting_for_workers(self):
        process = self.hrp("boom", self.write("bad.json", "[]"), "--master", "--master-bind-host",
                           "127.0.0.1", "--master-bind-port", "0", "--master-http-address",
                           "127.0.0.1:0", "--auto-start", "--expect-workers", "2",
                           "--expect-workers-max-wait", "60")
        self.assertNotEqual(process.wait(), 0)
        self.assertIn("bad.json", process.stderr)

    def end_by(self, number):
        server = self.target()
        master = self.master(self.case("case.json", server.url), 2, "--spawn-count", "4",
                             "--spawn-rate", "100")
        workers = [master.worker(), master.worker()]
        wait_for(lambda: server.count("/hello") > 100, what="load",
                 on_timeout=master.process.describe)
        master.process.send_signal(number)
        summary = self.finished(master.process)
        for worker in workers:
            self.assertEqual(worker.wait(), 0, worker.describe())
        self.assertEqual(summary["reason"], "signal")
        self.assertEqual(summary["total"]["requests"], server.count("/hello"))

    def test_terminate_ends_all_and_nothing_is_lost(self):
        self.end_by(signal.SIGTERM)

    def test_interrupt_ends_all_and_nothing_is_lost(self):
        self.end_by(signal.SIGINT)

    def test_a_worker_that_ignores_quit_serves_the_next_master(self):
        server = self.target()
        case = self.case("case.json", server.url)
        master = self.master(case, 2, "--loop-count", "10")
        leaving, staying = master.worker(), master.worker("--ignore-quit")
        self.finished(master.process)
        self.assertEqual(leaving.wait(), 0)
        self.assertTrue(staying.is_alive(), staying.describe())
        again = Master(self, case, "--auto-start", "--expect-workers", "1",
                       "--expect-workers-max-wait", "20", "--loop-count", "10",
                       bind_port=master.bind_port)
        self.assertEqual(self.finished(again.process)["total"]["requests"], 10)
        self.assertTrue(staying.is_alive(), staying.describe())
        self.assertEqual(server.count("/hello"), 20)

    def test_a_worker_may_start_before_its_master(self):
        server = self.target()
        port = free_port()
        early = self.hrp("boom", "--worker", "--master-host", "127.0.0.1", "--master-port",
                         str(port))
        early.wait_line(str(port))
        master = Master(self, self.case("case.json", server.url), "--auto-start",
                        "--expect-workers", "1", "--expect-workers-max-wait", "20",
                        "--loop-count", "6", bind_port=port)
        self.assertEqual(self.finished(master.process)["total"]["requests"], 6)
        self.assertEqual(early.wait(), 0, early.describe())


if __name__ == "__main__":
    unittest.main()
