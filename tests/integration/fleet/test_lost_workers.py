"""Workers that go for good: what that costs, and who says so."""

import os
import signal
import unittest

from fleet_scenario import FleetScenario
from harness import SUCCESS, Master, wait_for


class LostWorkers(FleetScenario):
    def killed(self, master, worker):
        os.kill(worker.pid, signal.SIGKILL)
        wait_for(lambda: master.state()["lost_workers"], 8, "a lost worker", master.describe)

    def assert_agree(self, state, summary):
        self.assertEqual(summary["lost_workers"], state["lost_workers"])
        self.assertEqual(summary["reason_text"], state["reason_text"])
        self.assertEqual(summary["may_be_missing"], state["may_be_missing"])
        self.assertEqual(len(state["lost_workers"]), 1)
        self.assertIn(state["lost_workers"][0], state["reason_text"])
        self.assertIn("requests may be missing", state["reason_text"])
        self.assertFalse(summary["complete"])
        self.assertFalse(state["complete"])

    def kill_one(self, *flags, code, **profile):
        master, workers = self.fleet(2, *flags)
        self.begin(master, max_rps=200, **profile)
        self.wait_requests(200)
        self.killed(master, workers[0])
        self.assertLess(self.stop(master), 3)
        state = master.state()
        self.assert_agree(state, self.summary_of("stop"))
        missing = self.server.count("/hello") - state["total"]["requests"]
        self.assertGreaterEqual(missing, 0)
        self.assertLessEqual(missing, 30)
        self.assertLessEqual(missing, state["may_be_missing"])
        self.assertLess(state["departed_workers"][0]["uncounted_s"], 3.6)
        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        self.assertEqual(master.process.wait(), code, master.process.describe())

    def test_a_killed_worker_costs_at_most_a_third_of_a_second(self):
        self.kill_one(code=54)

    def test_lost_workers_can_be_allowed(self):
        self.kill_one("--allow-lost-workers", code=0)

    def test_and_by_the_run(self):
        self.kill_one(code=0, allow_lost_workers=True)

    def test_a_worker_killed_near_the_end_of_an_auto_started_run(self):
        master = Master(self, "--auto-start", "--expect-workers", "2", self.hello, "--spawn-count",
                        "10", "--spawn-rate", "100", "--max-rps", "200", "--run-time", "4s")
        workers = [master.worker(), master.worker()]
        self.wait_requests(400)
        os.kill(workers[0].pid, signal.SIGKILL)
        self.assertEqual(master.process.wait(30), 54, master.process.describe())
        summary = self.read_summary()
        self.assertEqual(summary["reason"], "run-time")
        self.assertEqual(len(summary["lost_workers"]), 1)
        self.assertIn(summary["lost_workers"][0], summary["reason_text"])
        self.assertIn(summary["lost_workers"][0], master.process.stderr)
        self.assertLess(summary["duration_s"], 4.6)
        missing = self.server.count("/hello") - summary["total"]["requests"]
        self.assertLessEqual(missing, min(30, summary["may_be_missing"]))

    def test_a_worker_that_is_asked_to_end_is_listed_as_left(self):
        master, workers = self.fleet()
        self.begin(master, max_rps=100)
        workers[0].send_signal(signal.SIGTERM)
        self.assertEqual(workers[0].wait(), 0, workers[0].describe())
        self.wait_requests(20)
        self.stop(master)
        state = master.state()
        self.assertTrue(state["complete"])
        self.assertEqual([w["how"] for w in state["departed_workers"]], ["left"])
        self.assertEqual(state["lost_workers"], [])
        summary = self.summary_of("stop")
        self.assertEqual(summary["departed_workers"], state["departed_workers"])
        self.assertEqual(summary["workers"], 2)
        self.assertEqual(state["total"]["requests"], self.server.count("/hello"))
        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        self.assertEqual(master.process.wait(), 0, master.process.describe())


if __name__ == "__main__":
    unittest.main()
