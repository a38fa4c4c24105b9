"""The end of a run: what is under way is finished, what is cut off is a count of its own, and a
million waiting users end as fast as a thousand."""

import signal
import threading
import time
import unittest

from harness import STOPPED, STOPPING, SUCCESS, Master, Scenario, step, wait_for
from raw_server import Listener


class DrippingServer(Listener):
    """Answers each request with the head of a 200 at once, and then one piece after the other."""

    def __init__(self, pieces, pause_s):
        self.requests = 0
        self._pieces, self._pause_s = pieces, pause_s
        self._closing = threading.Event()
        super().__init__()

    def talk(self, connection):
        while connection.recv(65536):
            self.requests += 1
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {self._pieces * 10}\r\n\r\n"
            connection.sendall(head.encode())
            for _ in range(self._pieces):
                if self._closing.wait(self._pause_s):
                    return
                connection.sendall(b"0123456789")

    def end(self):
        self._closing.set()
        super().end()


def no_failure(test, summary, server, path):
    total = summary["total"]
    test.assertEqual((total["failures"], total["aborted"]), (0, 0), summary["errors"])
    test.assertEqual(total["requests"], server.count(path))
    test.assertGreater(total["requests"], 0)


class Draining(Scenario):
    def test_slow_requests_are_finished_and_none_fails(self):
        # Time of a request, users, run time.
        rows = [(0.45, 20, 3), (0.7, 20, 3), (0.8, 20, 5), (1, 10, 1.5), (2, 20, 3), (3, 10, 2)]
        runs = []
        for seconds, users, run_time in rows:
            server = self.target()
            path = f"/delay/{int(seconds * 1000)}"
            name = f"{seconds}-{run_time}.json"
            case = self.case(name, server.url, step("slow", path))
            runs.append((server, path, run_time, name, self.hrp(
                "boom", case, "--spawn-count", str(users), "--spawn-rate", "100000",
                "--run-time", str(run_time), "--threads", "1",
                "--summary-json", self.path("summary of " + name))))
        for server, path, run_time, name, process in runs:
            with self.subTest(name):
                self.assertEqual(process.wait(30), 0, process.describe())
                summary = self.read_summary("summary of " + name)
                no_failure(self, summary, server, path)
                self.assertEqual(summary["reason"], "run-time")
                self.assertGreaterEqual(summary["duration_s"], run_time)
                self.assertLess(summary["duration_s"], run_time + 0.4, "without the drain")
                rps = summary["total"]["requests"] / summary["duration_s"]
                self.assertAlmostEqual(summary["total"]["rps"], rps, delta=0.01)

    def test_a_signal_finishes_what_is_under_way(self):
        server = self.target()
        process = self.boom(self.case("case.json", server.url, step("slow", "/delay/1500")),
                            "--spawn-count", "4", "--spawn-rate", "100")
        wait_for(lambda: server.count("/delay/1500") == 4, what="requests",
                 on_timeout=process.describe)
        process.send_signal(signal.SIGINT)
        summary = self.finished(process)
        no_failure(self, summary, server, "/delay/1500")
        self.assertEqual(summary["reason"], "signal")

    def test_the_hops_of_a_redirect_belong_to_the_request(self):
        server = self.target()
        case = self.case("case.json", server.url, step("moved", "/redirect/2?delay=500"))
        process = self.boom(case, "--spawn-count", "4", "--spawn-rate", "100", "--run-time", "0.3")
        summary = self.finished(process)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["total"]["requests"], 4)
        self.assertEqual(server.count("/hello"), 4)

    def test_a_second_signal_aborts_the_rest(self):
        server = self.target()
        process = self.boom(self.case("case.json", server.url, step("never", "/never")),
                            "--spawn-count", "3", "--spawn-rate", "100")
        wait_for(lambda: server.count("/never") == 3, what="requests", on_timeout=process.describe)
        process.send_signal(signal.SIGINT)
        process.wait_line("once more aborts")
        self.assertTrue(process.is_alive())
        process.send_signal(signal.SIGINT)
        total = self.finished(process)["total"]
        self.assertEqual((total["requests"], total["failures"], total["aborted"]), (0, 0, 3))
        self.assertEqual(total["latency_ms"]["max"], 0)
        self.assertIn("Aborted: 3 requests", process.stdout)

    def test_what_was_cut_off_is_in_no_phase(self):
        server = self.started(DrippingServer(pieces=200, pause_s=0.05))
        process = self.boom(self.case("case.json", server.url, step("stream", "/")),
                            "--spawn-count", "4", "--spawn-rate", "1000", "--run-time", "1",
                            "--drain", "0.2")
        summary = self.finished(process)
        total = summary["total"]
        self.assertEqual((total["requests"], total["failures"], total["aborted"]), (0, 0, 4))
        self.assertEqual(server.requests, 4)
        self.assertEqual(summary["connections"]["opened"], 4)
        self.assertEqual(summary["phases_ms"], {"new": {}, "kept": {}})

    def test_a_timeout_keeps_its_phase(self):
        server = self.started(DrippingServer(pieces=200, pause_s=0.05))
        process = self.boom(self.case("case.json", server.url, step("stream", "/", timeout=1)),
                            "--spawn-count", "2", "--spawn-rate", "1000", "--loop-count", "1")
        summary = self.finished(process)
        self.assertEqual(summary["total"]["failures"], 2)
        self.assertAlmostEqual(summary["phases_ms"]["new"]["total"]["max"], 1000, delta=200)


class DrainingFleet(Scenario):
    def fleet(self, server, *steps):
        master = Master(self)
        workers = [master.worker(), master.worker()]
        master.wait_workers(2)
        case = self.case("case.json", server.url, *steps)
        return master, workers, case

    def test_the_fleet_finishes_what_is_under_way(self):
        server = self.target()
        master, _, case = self.fleet(server, step("slow", "/delay/2500"))
        self.assertEqual(master.start(case, spawn_count=10, spawn_rate=100, run_time="1s"), SUCCESS)
        master.wait_state(STOPPING)
        self.assertEqual(master.state()["state_name"], "draining")
        master.wait_state(STOPPED)
        total = master.state()["total"]
        self.assertEqual((total["requests"], total["failures"], total["aborted"]), (10, 0, 0))
        self.assertLess(total["duration_s"], 1.6)

    def test_a_stop_says_how_long_it_waits(self):
        server = self.target()
        master, _, case = self.fleet(server, step("never", "/never"))
        self.assertEqual(master.start(case, spawn_count=6, spawn_rate=100), SUCCESS)
        wait_for(lambda: server.count("/never") == 6, what="requests", on_timeout=master.describe)
        self.assertEqual(master.call("POST", "/stop", {"drain": "10m"}), SUCCESS)
        self.assertEqual(master.state()["state_name"], "draining")
        self.assertEqual(master.call("GET", "/stop")["message"], "already stopped")
        self.assertEqual(master.call("POST", "/stop", {"drain": 0}), SUCCESS)
        master.wait_state(STOPPED)
        total = master.state()["total"]
        self.assertEqual((total["requests"], total["failures"], total["aborted"]), (0, 0, 6))

    def test_a_worker_that_is_terminated_finishes_what_is_under_way(self):
        server = self.target()
        master, workers, case = self.fleet(server, step("slow", "/delay/1500"))
        self.assertEqual(master.start(case, spawn_count=6, spawn_rate=100), SUCCESS)
        wait_for(lambda: server.count("/delay/1500") == 6, what="requests",
                 on_timeout=master.describe)
        workers[0].send_signal(signal.SIGTERM)
        self.assertEqual(workers[0].wait(), 0, workers[0].describe())
        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        total = master.state()["total"]
        self.assertEqual((total["failures"], total["aborted"]), (0, 0))
        self.assertEqual(total["requests"], server.count("/delay/1500"))


class ManyUsers(Scenario):
    """Users that all wait, one way or another, end as fast as users that think."""

    USERS = 300_000

    def time_of_run(self, steps, *flags):
        server = self.target()
        case = self.case("case.json", server.url, *steps)
        began = time.monotonic()
        process = self.boom(case, "--spawn-count", str(self.USERS), "--run-time", "4", *flags)
        summary = self.finished(process, timeout=120)
        self.assertEqual(summary["reason"], "run-time")
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["total"]["requests"], server.count("/hello"))
        return time.monotonic() - began

    def test_whatever_they_wait_for(self):
        at_once = ("--spawn-rate", "1000000000")
        hello = step("hello", "/hello")
        think = {"name": "think", "think_time": {"time": 1000}}
        thinking = self.time_of_run((think,), *at_once)
        for what, flags in (("the rate", (*at_once, "--max-rps", "500")),
                            ("an arrival", ("--arrival-rate", "50"))):
            with self.subTest(what):
                self.assertLess(self.time_of_run((hello,), *flags), thinking * 2 + 5)


if __name__ == "__main__":
    unittest.main()
