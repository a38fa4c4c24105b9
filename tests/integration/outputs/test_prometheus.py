"""Metrics on a real Pushgateway and in a real Prometheus, and gateways that do not work."""

import http.server
import os
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import unittest

from harness import (RUNNING, STOPPED, SUCCESS, Master, Prometheus, Pushgateway, Scenario, free_port,
                     wait_for)

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


class Metrics(Scenario):
    def setUp(self):
        super().setUp()
        if not Pushgateway.binary():
            self.skipTest("prometheus-pushgateway is not installed")
        self.gateway = self.started(Pushgateway())
        self.server = self.target()
        self.hello = self.case("case.json", self.server.url)

    def boom_to_gateway(self, *flags):
        return self.boom(self.hello, "--prometheus-gateway", f"127.0.0.1:{self.gateway.port}",
                         *flags)

    def check_final(self, requests, **labels):
        """The groups hold the last figures of runs that have ended."""
        rows = {"name": "get hello", "method": "request-GET", **labels}
        self.assertEqual(self.gateway.sums("total_num_requests", **rows), requests)
        for name, value in (("users", 0), ("state", STOPPED)):
            held = [v for found, _, v in self.gateway.samples(**labels) if found == name]
            self.assertEqual(set(held), {value}, name)


class OnAGateway(Metrics):
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

    def test_names_and_labels_and_the_last_figures(self):
        process = self.boom_to_gateway("--spawn-count", "2", "--spawn-rate", "100", "--run-time",
                                       "4")
        self.wait_names("standalone")
        self.check_labels("standalone")
        summary = self.finished(process)
        self.check_final(summary["total"]["requests"], mode="standalone")
        self.assertEqual(summary["metrics"]["lost"], 0)
        self.assertTrue(summary["metrics"]["last_arrived"])

    def test_a_run_that_is_over_at_once_leaves_its_figures_too(self):
        self.finished(self.boom_to_gateway("--loop-count", "200"))
        self.check_final(200, mode="standalone")

    def test_the_next_run_takes_the_group_over(self):
        for loops in ("5", "7", "9"):
            self.finished(self.boom_to_gateway("--loop-count", loops))
        self.assertEqual(len(self.gateway.groups()), 1)
        self.check_final(9)

    def test_two_at_once_have_two_groups(self):
        running = self.hrp("boom", self.hello, "--prometheus-gateway",
                           f"127.0.0.1:{self.gateway.port}")
        wait_for(self.gateway.groups, what="the group of the first")
        self.finished(self.boom_to_gateway("--loop-count", "7"))
        self.assertEqual(len(self.gateway.groups()), 2)
        running.send_signal(signal.SIGINT)
        self.assertEqual(running.wait(), 0, running.describe())
        self.check_final(self.server.count("/hello"))

    def test_without_linger_the_group_goes_and_with_keep_it_is_never_old(self):
        self.finished(self.boom_to_gateway("--loop-count", "5", "--prometheus-linger", "0"))
        self.assertEqual(self.gateway.groups(), [])
        self.finished(self.boom_to_gateway("--loop-count", "5", "--prometheus-linger", "keep"))
        self.assertEqual([n for n, _, _ in self.gateway.samples() if "linger" in n], [])
        self.check_final(5)

    def test_a_start_deletes_old_groups_of_ours_only(self):
        users = "# TYPE users gauge\nusers 7\n"
        ours = users + "# TYPE hrp_group_linger_seconds gauge\nhrp_group_linger_seconds 0\n"
        groups = {"hrp/instance/gone-1/mode/worker": ours,
                  "hrp/instance/kept-1/mode/worker": users,  # as the Go version leaves them
                  "node/instance/gone-1/mode/worker": ours}
        for group, text in groups.items():
            self.assertEqual(self.gateway.push(group, text), 200)
        running = self.hrp("boom", self.hello, "--prometheus-gateway",
                           f"127.0.0.1:{self.gateway.port}")
        wait_for(lambda: ("worker", "gone-1") not in self.gateway.groups(), what="the old one gone")
        self.assertIn(("worker", "kept-1"), self.gateway.groups())
        running.send_signal(signal.SIGINT)
        self.assertEqual(running.wait(), 0, running.describe())

    def test_groups_of_the_go_version_and_of_others_hinder_nothing(self):
        row = '{method="request-GET",name="get hello"} 3\n'
        go = "".join(f"# TYPE {name} gauge\n{name}{row}"
                     for name in ("total_num_requests", "total_num_failures", "num_requests"))
        others = "".join(f"# TYPE {name} {kind}\n{name} 1\n" for name, kind in (
            ("connections", "gauge"), ("late_starts", "counter"), ("tls_handshakes", "gauge"),
            ("request_phase_seconds", "summary"), ("function_calls", "gauge")))
        self.assertEqual(self.gateway.push("hrp/instance/go/mode/standalone", go), 200)
        self.assertEqual(self.gateway.push("shop/instance/a", others), 200)
        summary = self.finished(self.boom_to_gateway("--loop-count", "5"))
        self.assertEqual(summary["metrics"]["lost"], 0, summary["metrics"])

    def test_metrics_that_a_gateway_refuses_are_told(self):
        self.gateway.push("shop/instance/a", "# TYPE users counter\nusers 5\n")
        process = self.boom_to_gateway("--loop-count", "5")
        summary = self.finished(process)
        self.assertFalse(summary["metrics"]["last_arrived"])
        self.assertIn("status 400", summary["metrics"]["reason"])
        self.assertIn("Metrics: ", process.stdout)
        self.assertIn("the last figures too: status 400", process.stderr)
        self.assertNotIn("answers again", process.stderr)


class OfAFleet(Metrics):
    def fleet(self, *worker_flags, **profile):
        master = Master(self)
        workers = [master.worker(*worker_flags), master.worker(*worker_flags)]
        master.wait_workers(2)
        self.assertEqual(
            master.start(self.hello, spawn_count=6, spawn_rate=100, max_rps=200,
                         prometheus_gateway=f":{self.gateway.port}", **profile), SUCCESS)
        wait_for(lambda: len([g for g in self.gateway.groups() if g[0] == "worker"]) == 2,
                 what="two groups", on_timeout=self.gateway.groups)
        return master, workers

    def end_and_check(self, master, workers):
        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        for process in (master.process, *workers):
            self.assertEqual(process.wait(), 0, process.describe())
        self.check_final(self.server.count("/hello"), mode="worker")

    def test_the_figures_add_up_to_what_the_server_counted_and_stay(self):
        master, workers = self.fleet(run_time=4)
        master.wait_state(STOPPED, 20)
        self.end_and_check(master, workers)

    def test_workers_that_stay_have_the_last_figures_too(self):
        master, workers = self.fleet("--ignore-quit", run_time=4)
        master.wait_state(STOPPED, 20)
        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        wait_for(lambda: self.gateway.sums("total_num_requests", mode="worker", name="get hello")
                 == self.server.count("/hello"), what="the last figures")
        for worker in workers:
            self.assertTrue(worker.is_alive())

    def test_the_master_pushes_the_quantiles_of_the_fleet(self):
        master, workers = self.fleet(run_time=4)
        master.wait_state(STOPPED, 20)
        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        self.assertEqual(master.process.wait(), 0, master.process.describe())
        latency = self.read_summary()["total"]["latency_ms"]
        pushed = {labels["quantile"]: value for name, labels, value
                  in self.gateway.samples(mode="master", name="Total")
                  if name == "hrp_fleet_response_time_seconds"}
        self.assertAlmostEqual(pushed["0.5"] * 1000, latency["p50"], places=6)
        self.assertAlmostEqual(pushed["0.99"] * 1000, latency["p99"], places=6)
        self.assertEqual(self.gateway.sums("total_num_requests", mode="master"), 0)
        for worker in workers:
            self.assertEqual(worker.wait(), 0, worker.describe())

    def test_the_group_of_a_lost_worker_is_deleted(self):
        master, workers = self.fleet()
        master.wait_state(RUNNING, 20)
        os.kill(workers[0].pid, signal.SIGKILL)
        wait_for(lambda: len([g for g in self.gateway.groups() if g[0] == "worker"]) == 1, 30,
                 "one group less", self.gateway.groups)
        wait_for(lambda: self.gateway.sums("users", mode="worker") == 6, 20,
                 "the users of the worker that is left")


@unittest.skipUnless(Prometheus.binary(), "prometheus is not installed")
class InPrometheus(Metrics):
    def prometheus(self, interval="1s"):
        return self.started(Prometheus(self.folder, self.gateway.port, interval))

    def test_a_scrape_after_the_end_has_the_last_figures(self):
        summary = self.finished(self.boom_to_gateway("--loop-count", "300"))
        prometheus = self.prometheus()
        wait_for(lambda: prometheus.value('sum(total_num_requests{name="get hello"})')
                 == summary["total"]["requests"], what="all requests")

    def test_quantiles_are_within_a_tenth_of_the_summary(self):
        for delay, loops in ((120, "20"), (1, "200")):
            with self.subTest(delay=delay):
                case = self.case("slow.json", self.server.url, {
                    "name": "slow", "request": {"method": "GET", "url": f"/delay/{delay}"}})
                summary = self.finished(self.boom(
                    case, "--spawn-count", "5", "--spawn-rate", "100", "--loop-count", loops,
                    "--prometheus-gateway", f"127.0.0.1:{self.gateway.port}"))
                folder = self.path(f"after-{delay}")
                os.mkdir(folder)
                prometheus = self.started(Prometheus(folder, self.gateway.port))
                wait_for(lambda p=prometheus: p.value("sum(response_time_seconds_count)"),
                         what="a scrape")
                for quantile, key in (("0.5", "p50"), ("0.9", "p90"), ("0.95", "p95"),
                                      ("0.99", "p99")):
                    pushed = prometheus.value(
                        f"histogram_quantile({quantile}, sum by (le) ("
                        'response_time_seconds_bucket{method="request-GET"}))')
                    expected = summary["total"]["latency_ms"][key] / 1000
                    self.assertAlmostEqual(pushed / expected, 1, delta=0.1, msg=key)

    def test_borders_keep_their_text(self):
        self.finished(self.boom_to_gateway("--loop-count", "5"))
        prometheus = self.prometheus()
        for border in ("0.5", "2.5", "1.005", "63.005"):
            wait_for(lambda b=border: prometheus.value(
                'sum(response_time_seconds_bucket{method="request-GET",le="%s"})' % b) == 5,
                what=border)


class GatewayDouble:
    """Answers every request with one status; over TLS with a certificate."""

    def __init__(self, status=200, location=None, certificate=None, port=0):
        double = self
        self.paths = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                double.paths.append((self.command, self.path))
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_PUT = do_DELETE = do_GET = answer

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate + ".pem", certificate + ".key")
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def end(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class HangingGateway:
    """Takes connections and never answers, or sends a byte a second, or takes no connection."""

    def __init__(self, way):
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(0 if way == "deaf" else 64)
        self.port = self._socket.getsockname()[1]
        self._ended = threading.Event()
        self._held = []
        if way == "deaf":  # its queue is full: the kernel answers no further one
            for _ in range(3):
                self._held.append(socket.socket())
                self._held[-1].setblocking(False)
                self._held[-1].connect_ex(("127.0.0.1", self.port))
        else:
            self._thread = threading.Thread(target=self._accept, args=(way,), daemon=True)
            self._thread.start()

    def _accept(self, way):
        while not self._ended.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._held.append(connection)
            if way == "drip":
                threading.Thread(target=self._drip, args=(connection,), daemon=True).start()

    def _drip(self, connection):
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n":
            if self._ended.wait(1):
                return
            try:
                connection.send(bytes([byte]))
            except OSError:
                return

    def end(self):
        self._ended.set()
        for each in (self._socket, *self._held):
            each.close()


class GatewaysThatDoNotWork(Scenario):
    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.hello = self.case("case.json", self.server.url)

    def test_one_that_is_not_there(self):
        process = self.boom(self.hello, "--loop-count", "20", "--prometheus-gateway",
                            f"127.0.0.1:{free_port()}")
        summary = self.finished(process)
        self.assertEqual(summary["total"]["requests"], 20)
        self.assertFalse(summary["metrics"]["last_arrived"])

    def test_one_that_hangs_holds_the_end_for_two_seconds_at_most(self):
        for way in ("mute", "drip", "deaf"):
            with self.subTest(way=way):
                gateway = self.started(HangingGateway(way))
                process = self.boom(self.hello, "--run-time", "2", "--prometheus-gateway",
                                    f"127.0.0.1:{gateway.port}")
                process.wait_line("Current time")  # the first interval or the summary
                begun = time.monotonic()
                summary = self.finished(process)
                # Until the end of the run and two seconds more, with room for a busy machine.
                self.assertLess(time.monotonic() - begun, 2 + 2 + 2, process.describe())
                self.assertFalse(summary["metrics"]["last_arrived"])
                self.assertEqual(summary["total"]["requests"], self.server.count("/hello"))
                self.server = self.target()
                self.hello = self.case("case.json", self.server.url)

    def test_a_redirect_names_where_to(self):
        gateway = self.started(GatewayDouble(301, "https://user:secret@other.test/metrics"))
        process = self.boom(self.hello, "--loop-count", "5", "--prometheus-gateway",
                            f"127.0.0.1:{gateway.port}")
        summary = self.finished(process)
        self.assertEqual(summary["metrics"]["reason"],
                         "status 301, Location: https://other.test/metrics")
        self.assertNotIn("secret", process.stderr + process.stdout)

    def test_the_last_reason_is_the_one_that_is_told(self):
        port = free_port()
        process = self.boom(self.hello, "--run-time", "7", "--prometheus-gateway",
                            f"127.0.0.1:{port}")
        process.wait_line("prometheus gateway")  # nobody is there yet
        self.started(GatewayDouble(401, port=port))
        summary = self.finished(process)
        self.assertIn("status 401", summary["metrics"]["reason"])
        self.assertIn("the last figures too: status 401", process.stderr)

    def test_a_private_authority(self):
        if not shutil.which("openssl"):
            self.skipTest("openssl is not installed")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=gateway", "-addext",
             "subjectAltName=IP:127.0.0.1", "-out", self.path("gate.pem"), "-keyout",
             self.path("gate.key")], check=True, capture_output=True, timeout=20)
        gateway = self.started(GatewayDouble(certificate=self.path("gate")))
        address = f"https://user:secret@127.0.0.1:{gateway.port}"
        flags = (self.hello, "--loop-count", "5", "--prometheus-gateway", address)
        refused = self.boom(*flags)
        self.assertFalse(self.finished(refused)["metrics"]["last_arrived"])
        trusted = self.boom(*flags, "--ca-file", self.path("gate.pem"))
        self.assertEqual(self.finished(trusted)["metrics"]["lost"], 0, trusted.describe())
        for process in (refused, trusted):
            self.assertNotIn("secret", process.stderr + process.stdout)

    def test_an_address_with_a_query_is_refused_by_name(self):
        process = self.boom(self.hello, "--prometheus-gateway", "http://127.0.0.1:9091?x=1")
        self.assertEqual(process.wait(), 2)
        self.assertIn("?x=1", process.stderr)
        self.assertIn("query", process.stderr)


if __name__ == "__main__":
    unittest.main()
