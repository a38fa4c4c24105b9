"""A master with workers and a server that counts, for tests in which some of them go away."""

import signal
import threading
import time

from harness import RUNNING, STOPPED, SUCCESS, Master, Scenario, wait_for


class Load:
    """Samples of how many requests a server has seen, every few ms."""

    def __init__(self, server):
        self._server = server
        self._stop = threading.Event()
        self.samples = []
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._stop.wait(0.02):
            before = time.monotonic()
            count = self._server.count("/hello")
            self.samples.append((before, time.monotonic(), count))

    def end(self):
        self._stop.set()
        self._thread.join(5)

    def busiest_second(self, since):
        """The most requests that came within a second after `since`, as far as the samples tell."""
        samples = [s for s in self.samples if s[0] >= since]
        most, first = 0, 0
        for last in range(len(samples)):
            while samples[last][1] - samples[first][0] > 1.0:
                first += 1
            most = max(most, samples[last][2] - samples[first][2])
        return most


class FleetScenario(Scenario):
    SLACK = 12  # requests by which samples of a busy machine may be off

    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.hello = self.case("case.json", self.server.url)

    def fleet(self, count=2, *flags):
        master = Master(self, *flags)
        workers = [master.worker() for _ in range(count)]
        master.wait_workers(count)
        return master, workers

    def begin(self, master, users=10, **profile):
        self.assertEqual(master.start(self.hello, spawn_count=users, spawn_rate=100, **profile),
                         SUCCESS)
        master.wait_state(RUNNING)
        self.wait_requests(20)

    def wait_requests(self, more):
        before = self.server.count("/hello")
        wait_for(lambda: self.server.count("/hello") >= before + more, what=f"{more} requests")

    def pause(self, process, seconds):
        process.send_signal(signal.SIGSTOP)
        threading.Event().wait(seconds)
        process.send_signal(signal.SIGCONT)
        return time.monotonic()

    def stop(self, master):
        began = time.monotonic()
        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        return time.monotonic() - began

    # What was cut off when a paused process came back was sent, too.
    def assert_counted(self, total):
        sent = total["requests"] + total["resent"] + total["aborted"]
        self.assertEqual(sent, self.server.count("/hello"), total)

    def assert_exact(self, master):
        state = master.state()
        self.assert_counted(state["total"])
        self.assertTrue(state["complete"], state)
        self.assertEqual(state["reason_text"], "")
        self.assertEqual(state["lost_workers"], [])
