"""What has to hold whatever servers do and however long a run goes on: stops are quick, memory is flat."""

import re
import signal
import time
import unittest

from harness import Master, STOPPED, SUCCESS, Scenario, wait_for

# Exchanges under way have 500 ms to end; the rest is for a busy machine.
STOP_BOUND = 2.5
HUNG = 800


def resident_kb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1))


class Stops(Scenario):
    """`HUNG` users have each sent a request that is never answered."""

    def hung_case(self, server):
        return self.case("case.json", server.url,
                         {"name": "hung", "request": {"method": "GET", "url": "/delay/600000", "timeout": 100}})

    def wait_hung(self, server):
        wait_for(lambda: server.count("/delay/600000") >= HUNG, 30, f"{HUNG} requests that hang")

    def assert_all_aborted(self, summary):
        self.assertEqual(summary["total"]["requests"], 0)
        self.assertEqual(summary["total"]["aborted"], HUNG)
        self.assertEqual(summary["errors"], [])

    def test_alone(self):
        server = self.target()
        run = self.boom(self.hung_case(server), "--spawn-count", str(HUNG), "--spawn-rate", "100000",
                        "--drain", "0")
        self.wait_hung(server)
        asked = time.monotonic()
        run.send_signal(signal.SIGINT)
        summary = self.finished(run)
        self.assertLess(time.monotonic() - asked, STOP_BOUND)
        self.assertEqual(summary["reason"], "signal")
        self.assert_all_aborted(summary)

    def test_over_two_workers(self):
        server = self.target()
        master = Master(self)
        for _ in range(2):
            master.worker()
        master.wait_workers(2)
        self.assertEqual(
            master.start(self.hung_case(server), spawn_count=HUNG, spawn_rate=100000), SUCCESS)
        self.wait_hung(server)
        asked = time.monotonic()
        self.assertEqual(master.call("POST", "/stop", {"drain": 0}), SUCCESS)
        master.wait_state(STOPPED)
        self.assertLess(time.monotonic() - asked, STOP_BOUND)
        self.assert_all_aborted(self.summary_of("stop"))


class Memory(Scenario):
    def test_is_flat(self):
        server = self.target()
        run = self.boom(self.case("case.json", server.url), "--spawn-count", "20",
                        "--spawn-rate", "1000")

        def resident_after(requests):
            wait_for(lambda: server.count("/hello") >= requests, 120, f"{requests} requests")
            return resident_kb(run.pid)

        early = resident_after(20_000)
        late = resident_after(60_000)
        run.send_signal(signal.SIGINT)
        summary = self.finished(run)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertLess(late - early, 1_500, f"{early} kB after 20,000 requests, {late} kB after 60,000")


if __name__ == "__main__":
    unittest.main()
