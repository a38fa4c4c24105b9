"""Metrics on a real Pushgateway: names, labels, totals, and that a worker's group goes with it."""

import unittest

from harness import STOPPED, SUCCESS, Master, Pushgateway, Scenario, wait_for

PER_ROW = {
    "num_requests", "num_failures", "median_response_time", "average_response_time",
    "min_response_time", "max_response_time", "average_content_length", "current_rps",
    "current_fail_per_sec", "response_time", "response_time_sum", "response_time_count",
    "total_num_requests", "total_num_failures", "total_min_response_time",
    "total_max_response_time", "response_time_seconds_bucket", "response_time_seconds_sum",
    "response_time_seconds_count"}
PER_RUN = {"users", "state", "duration", "total_average_response_time", "total_rps", "fail_ratio",
           "total_fail_per_sec", "transactions_passed", "transactions_failed", "hrp_late_starts",
           "hrp_dropped_iterations", "hrp_generator_limited", "hrp_generator_loop_lag_p99"}


class Prometheus(Scenario):
    def setUp(self):
        super().setUp()
        if not Pushgateway.binary():
            self.skipTest("prometheus-pushgateway is not installed")
        self.gateway = self.started(Pushgateway())
        self.server = self.target()
        self.hello = self.case("case.json", self.server.url)

    def wait_names(self, mode):
        def all_there():
            names = {name for name, _, _ in self.gateway.samples(mode=mode)}
            return PER_ROW | PER_RUN <= names

        wait_for(all_there, what=f"all names of mode {mode}", on_timeout=lambda: sorted(
            (PER_ROW | PER_RUN) - {name for name, _, _ in self.gateway.samples(mode=mode)}))

    def check_labels(self, mode):
        rows = self.gateway.samples(mode=mode, name="get hello", method="request-GET")
        self.assertEqual(PER_ROW - {name for name, _, _ in rows}, set())
        for _, labels, _ in rows:
            self.assertTrue(labels["instance"])
        quantiles = {labels["quantile"] for name, labels, _ in rows if name == "response_time"}
        self.assertEqual(quantiles, {"0.5", "0.9", "0.95"})
        buckets = [(float(labels["le"].replace("+Inf", "inf")), value) for name, labels, value
                   in rows if name == "response_time_seconds_bucket"
                   and labels["instance"] == rows[0][1]["instance"]]
        counts = [value for _, value in sorted(buckets)]
        self.assertEqual(counts, sorted(counts))
        for name, labels, _ in self.gateway.samples(mode=mode):
            if name in PER_RUN:
                self.assertEqual(set(labels), {"job", "instance", "mode"})

    def wait_gone(self, mode):
        wait_for(lambda: not self.gateway.samples(mode=mode), what=f"no group of mode {mode}")

    def test_standalone(self):
        process = self.boom(self.hello, "--spawn-count", "2", "--spawn-rate", "100", "--run-time",
                            "8", "--prometheus-gateway", f"127.0.0.1:{self.gateway.port}")
        self.wait_names("standalone")
        self.check_labels("standalone")
        self.finished(process)
        self.wait_gone("standalone")

    def test_a_gateway_that_is_not_there_does_not_hurt_the_run(self):
        summary = self.finished(self.boom(self.hello, "--loop-count", "20",
                                          "--prometheus-gateway", "127.0.0.1:1"))
        self.assertEqual(summary["total"]["requests"], 20)

    def test_workers_push_and_their_groups_go_when_they_leave(self):
        master = Master(self)
        workers = [master.worker(), master.worker()]
        master.wait_workers(2)
        self.assertEqual(
            master.start(self.hello, spawn_count=4, spawn_rate=100,
                         prometheus_gateway=f":{self.gateway.port}"), SUCCESS)
        self.wait_names("worker")
        self.check_labels("worker")
        instances = {labels["instance"] for _, labels, _ in self.gateway.samples(mode="worker")}
        wait_for(lambda: len({labels["instance"] for _, labels, _
                              in self.gateway.samples(mode="worker")}) == 2,
                 what="two instances", on_timeout=lambda: instances)
        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        for process in (master.process, *workers):
            self.assertEqual(process.wait(), 0, process.describe())
        self.wait_gone("worker")

    def test_the_counters_add_up_to_what_the_server_counted(self):
        master = Master(self)
        for _ in range(2):
            master.worker("--ignore-quit")
        master.wait_workers(2)
        self.assertEqual(
            master.start(self.hello, spawn_count=4, spawn_rate=100, max_rps=200, run_time=4,
                         prometheus_gateway=f"127.0.0.1:{self.gateway.port}"), SUCCESS)
        pushed = {}

        def remember():
            for name, labels, value in self.gateway.samples(mode="worker", name="get hello"):
                if name == "total_num_requests":
                    pushed[labels["instance"]] = value
            return master.state()["state"] == STOPPED

        wait_for(remember, 20, "the end", master.describe)
        total = master.state()["total"]["requests"]
        self.assertEqual(total, self.server.count("/hello"))
        # The last push may already be deleted, so what was seen is at most the total.
        self.assertLessEqual(sum(pushed.values()), total)
        self.assertGreater(sum(pushed.values()), 0)


if __name__ == "__main__":
    unittest.main()
