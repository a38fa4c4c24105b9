"""Processes that are stopped for a while: what was due meanwhile is no backlog, nobody who came back
whole is called lost, and what comes late reaches the summary."""

import signal
import time
import unittest

from fleet_scenario import FleetScenario, Load
from harness import SUCCESS, Master, wait_for
from relay import Relay


class Pauses(FleetScenario):
    # `under_way`: requests that were just being sent when the process was stopped; they go on.
    def wakes_after_the_stop(self, under_way, **profile):
        master, workers = self.fleet()
        self.begin(master, **profile)
        workers[0].send_signal(signal.SIGSTOP)
        self.assertLess(self.stop(master), 3.5)
        summary = self.summary_of("stop")
        self.assertFalse(summary["complete"])
        self.assertIn("requests may be missing", summary["reason_text"])
        self.assertEqual(len(summary["lost_workers"]), 1)
        before = self.server.count("/hello")
        workers[0].send_signal(signal.SIGCONT)
        wait_for(lambda: master.state()["complete"], 8, "the late figures", master.describe)
        self.assertLessEqual(self.server.count("/hello"), before + under_way)
        self.assert_exact(master)
        final = wait_for(lambda: self.read_summary()["complete"] and self.read_summary(), 5,
                         "the summary written again")
        self.assert_counted(final["total"])
        self.assertEqual(final["reason_text"], "")
        self.assertEqual(final["lost_workers"], [])

    def test_a_worker_that_wakes_after_the_stop_sends_nothing(self):
        self.wakes_after_the_stop(under_way=1, max_rps=100)

    def test_nor_does_one_without_a_rate(self):
        self.wakes_after_the_stop(under_way=5)

    def rate_after_a_pause(self, rate, seconds):
        master, workers = self.fleet()
        load = self.started(Load(self.server))
        began = time.monotonic()
        self.begin(master, max_rps=rate)
        woke = self.pause(workers[0], seconds)
        self.wait_requests(2 * rate)
        lasted = time.monotonic() - began
        self.stop(master)
        self.assertLessEqual(load.busiest_second(woke - 0.2), rate + self.SLACK)
        self.assertLessEqual(self.server.count("/hello"), rate * lasted + self.SLACK)
        self.assert_exact(master)
        return master

    def test_the_rate_of_the_fleet_holds_after_a_worker_was_paused_for_5_s(self):
        self.rate_after_a_pause(200, 5)

    def test_and_after_a_pause_in_which_nobody_took_its_users_over(self):
        self.rate_after_a_pause(200, 2)

    def test_and_at_a_lower_rate(self):
        self.rate_after_a_pause(100, 5)

    def test_a_master_that_slept_has_lost_nobody(self):
        master, _ = self.fleet()
        self.begin(master, max_rps=100)
        for seconds in (2, 5):
            self.pause(master.process, seconds)
            self.wait_requests(50)
            self.assertEqual(master.state()["departed_workers"], [])
        self.stop(master)
        self.assert_exact(master)

    def standalone(self, seconds, **load):
        flags = [item for key, value in load.items()
                 for item in ("--" + key.replace("_", "-"), str(value))]
        process = self.boom(self.hello, *flags)
        load = self.started(Load(self.server))
        self.wait_requests(50)
        woke = self.pause(process, seconds)
        summary = self.finished(process)
        self.assert_counted(summary["total"])
        return summary, load.busiest_second(woke - 0.2)

    def test_a_pause_of_a_standalone_run_is_dropped_and_counted(self):
        summary, most = self.standalone(3, spawn_count=20, spawn_rate=100, max_rps=200,
                                        run_time="7s")
        self.assertLessEqual(most, 200 + self.SLACK)
        self.assertAlmostEqual(summary["dropped_requests"], 600, delta=60)
        self.assertAlmostEqual(summary["total"]["requests"] + summary["dropped_requests"], 1400,
                               delta=70)

    def test_so_are_the_arrivals_of_one(self):
        summary, most = self.standalone(3, spawn_count=20, arrival_rate=100, run_time="7s")
        self.assertLessEqual(most, 100 + self.SLACK)
        self.assertAlmostEqual(summary["dropped_iterations"], 300, delta=40)

    def test_and_a_rate_that_follows_stages(self):
        summary, most = self.standalone(3, spawn_count=20, spawn_rate=100,
                                        stages_rps="1s:100,6s:100")
        self.assertLessEqual(most, 100 + self.SLACK)
        self.assertGreater(summary["dropped_requests"], 240)

    def test_a_short_pause_is_late_and_not_dropped(self):
        summary, _ = self.standalone(0.6, spawn_count=20, spawn_rate=100, max_rps=200,
                                     run_time="4s")
        self.assertEqual(summary["dropped_requests"], 0)
        self.assertGreater(summary["late_starts"], 50)
        self.assertGreater(summary["total"]["requests"], 740)

    def test_the_time_of_a_run_goes_on_in_a_pause(self):
        summary, _ = self.standalone(4, spawn_count=5, spawn_rate=100, run_time="3s")
        self.assertEqual(summary["reason"], "run-time")

    def test_a_link_cut_around_the_stop_is_late_figures(self):
        master = Master(self)
        relay = self.started(Relay(master.bind_port))
        master.worker()
        self.hrp("boom", "--worker", "--master-host", "127.0.0.1", "--master-port",
                 str(relay.port))
        master.wait_workers(2)
        self.begin(master, max_rps=100)
        relay.cut()
        self.assertLess(self.stop(master), 3.5)
        first = self.summary_of("stop")
        self.assertFalse(first["complete"])
        relay.mend()
        wait_for(lambda: master.state()["complete"], 15, "the late figures", master.describe)
        self.assert_exact(master)
        wait_for(lambda: self.read_summary()["complete"], 5, "the summary written again")
        self.assert_counted(self.read_summary()["total"])


if __name__ == "__main__":
    unittest.main()
