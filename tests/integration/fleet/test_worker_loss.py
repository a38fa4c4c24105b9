"""What happens to a cluster: a frozen worker, a killed worker, a killed master."""

import os
import signal
import time
import unittest

from harness import (MISSING, RUNNING, STOPPED, SUCCESS, Master, Scenario, wait_for)


class WorkerLoss(Scenario):
    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.hello = self.case("case.json", self.server.url)

    def fleet(self, count, *flags):
        master = Master(self)
        workers = [master.worker(*flags) for _ in range(count)]
        master.wait_workers(count)
        return master, workers

    def stop_and_compare(self, master):
        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        self.assertEqual(master.state()["total"]["requests"], self.server.count("/hello"))

    def missing(self, master):
        return [w for w in master.workers() if w["state"] == MISSING]

    def freeze(self, master, worker):
        worker.send_signal(signal.SIGSTOP)
        lost = wait_for(lambda: self.missing(master), 10, "a missing worker", master.describe)
        self.assertEqual(lost[0]["heartbeat"], -1)
        self.assertEqual(lost[0]["state_name"], "missing")
        self.assertEqual(master.state()["workers"], 1)

    def test_a_frozen_worker_is_missing_its_users_move_and_it_rejoins(self):
        master, workers = self.fleet(2)
        self.assertEqual(master.start(self.hello, spawn_count=10, spawn_rate=100), SUCCESS)
        master.wait_users([5, 5])
        self.freeze(master, workers[0])
        master.wait_users([10])
        workers[0].send_signal(signal.SIGCONT)
        wait_for(lambda: not self.missing(master), 8, "the worker back", master.describe)
        master.wait_users([5, 5])
        wait_for(lambda: {w["state"] for w in master.workers()} == {RUNNING}, 8, "both running",
                 master.describe)
        self.stop_and_compare(master)

    def test_a_frozen_worker_that_returns_after_the_end_still_counts(self):
        master, workers = self.fleet(2)
        self.assertEqual(master.start(self.hello, spawn_count=4, spawn_rate=100), SUCCESS)
        master.wait_users([2, 2])
        self.freeze(master, workers[0])
        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        workers[0].send_signal(signal.SIGCONT)
        wait_for(lambda: not self.missing(master), 8, "the worker back", master.describe)
        master.wait_users([0, 0])
        self.assertEqual(master.start(self.hello, spawn_count=2, spawn_rate=100, loop_count=5),
                         SUCCESS)
        master.wait_state(STOPPED)
        self.assertEqual(master.state()["total"]["requests"], 10)

    def test_loop_count_ends_although_a_worker_was_frozen_meanwhile(self):
        master, workers = self.fleet(2)
        self.assertEqual(
            master.start(self.hello, spawn_count=4, spawn_rate=100, max_rps=100, loop_count=200),
            SUCCESS)
        wait_for(lambda: self.server.count("/hello") > 50, what="load")
        self.freeze(master, workers[0])
        workers[0].send_signal(signal.SIGCONT)
        master.wait_state(STOPPED, 25)
        self.assertEqual(master.state()["total"]["requests"], self.server.count("/hello"))

    def test_a_killed_worker_leaves_its_users_to_the_others(self):
        master, workers = self.fleet(3)
        self.assertEqual(master.start(self.hello, spawn_count=9, spawn_rate=100), SUCCESS)
        master.wait_users([3, 3, 3])
        os.kill(workers[0].pid, signal.SIGKILL)
        master.wait_users([4, 5])
        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        # What the dead one had not reported is lost, nothing else.
        total = master.state()["total"]["requests"]
        self.assertLessEqual(total, self.server.count("/hello"))
        self.assertGreater(total, 0)

    def test_a_worker_that_is_asked_to_end_loses_nothing(self):
        master, workers = self.fleet(2)
        self.assertEqual(master.start(self.hello, spawn_count=4, spawn_rate=100), SUCCESS)
        master.wait_users([2, 2])
        workers[0].send_signal(signal.SIGTERM)
        self.assertEqual(workers[0].wait(), 0, workers[0].describe())
        master.wait_users([4])
        self.stop_and_compare(master)

    def test_resident_workers_find_a_restarted_master_within_5_s(self):
        master, workers = self.fleet(2, "--ignore-quit")
        self.assertEqual(master.start(self.hello, spawn_count=4, spawn_rate=100), SUCCESS)
        master.wait_users([2, 2])
        os.kill(master.process.pid, signal.SIGKILL)
        master.process.wait()
        again = Master(self, bind_port=master.bind_port)
        again.wait_workers(2, 8)
        self.assertLess(time.monotonic() - again.listening_since, 5)
        for worker in workers:
            self.assertTrue(worker.is_alive(), worker.describe())
        # They gave the old run up, and serve the new master.
        wait_for(lambda: again.users() == [0, 0], what="the old run given up",
                 on_timeout=again.describe)
        before = self.server.count("/hello")
        self.assertEqual(again.start(self.hello, spawn_count=2, spawn_rate=100, loop_count=4),
                         SUCCESS)
        again.wait_state(STOPPED)
        self.assertEqual(again.state()["total"]["requests"], 8)
        self.assertEqual(self.server.count("/hello") - before, 8)

    def test_without_a_master_no_load_goes_on(self):
        master, _ = self.fleet(1, "--ignore-quit")
        self.assertEqual(master.start(self.hello, spawn_count=2, spawn_rate=100, max_rps=50),
                         SUCCESS)
        master.wait_users([2])
        os.kill(master.process.pid, signal.SIGKILL)
        seen = {"count": -1, "since": time.monotonic()}

        def quiet():
            count = self.server.count("/hello")
            if count != seen["count"]:
                seen.update(count=count, since=time.monotonic())
            return time.monotonic() - seen["since"] > 1

        wait_for(quiet, 22, "a second without requests")

    def test_quit_spares_resident_workers_only(self):
        master, _ = self.fleet(0)
        staying, leaving = master.worker("--ignore-quit"), master.worker()
        master.wait_workers(2)
        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        self.assertEqual(master.process.wait(), 0, master.process.describe())
        self.assertEqual(leaving.wait(), 0, leaving.describe())
        self.assertTrue(staying.is_alive(), staying.describe())
        again = Master(self, bind_port=master.bind_port)
        again.wait_workers(1, 8)


if __name__ == "__main__":
    unittest.main()
