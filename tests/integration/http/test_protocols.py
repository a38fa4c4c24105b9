"""WebSockets and proxies, alone and over a cluster: counts are those of the server."""

import os
import unittest
from unittest import mock

from harness import ROOT, Master, Scenario

EXAMPLES = os.path.join(ROOT, "examples")
PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


class Protocols(Scenario):
    def setUp(self):
        super().setUp()
        patch = mock.patch.dict(os.environ)
        patch.start()
        self.addCleanup(patch.stop)
        for name in PROXY_VARIABLES:
            os.environ.pop(name, None)
            os.environ.pop(name.lower(), None)

    def cluster(self, case, *flags):
        master = Master(self, case, "--auto-start", "--expect-workers", "2",
                        "--expect-workers-max-wait", "20", *flags)
        for _ in range(2):
            master.worker()
        return self.finished(master.process)


class WebSockets(Protocols):
    def example(self, server):
        with open(os.path.join(EXAMPLES, "websocket.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("ws://127.0.0.1:8000", text)
        return self.write("websocket.yaml", text.replace("127.0.0.1:8000",
                                                         f"127.0.0.1:{server.port}"))

    def check(self, summary, server):
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["total"]["requests"], 4 * 10 * 6)
        self.assertEqual(server.stats()["messages"], 4 * 10 * 2)
        self.assertEqual(server.count("/ws/echo"), 4 * 10)

    def test_the_example_is_a_whole_conversation(self):
        server = self.target()
        summary = self.finished(self.boom(self.example(server), "--spawn-count", "4",
                                          "--spawn-rate", "100", "--loop-count", "10"))
        self.check(summary, server)

    def test_two_workers_have_it_as_well(self):
        server = self.target()
        self.check(self.cluster(self.example(server), "--spawn-count", "4", "--spawn-rate", "100",
                                "--loop-count", "10"), server)


class Proxies(Protocols):
    def test_the_flag_sends_everything_through_the_proxy(self):
        proxy = self.target("--proxy")
        summary = self.finished(self.boom(
            self.case("case.json", "http://web.test"), "--spawn-count", "2", "--loop-count", "10",
            "--spawn-rate", "100", "--proxy-url", f"http://127.0.0.1:{proxy.port}"))
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["total"]["requests"], 20)
        self.assertEqual(proxy.count("/hello"), 20)

    def test_it_travels_to_the_workers(self):
        proxy = self.target("--proxy")
        summary = self.cluster(self.case("case.json", "http://web.test"), "--spawn-count", "2",
                               "--loop-count", "10", "--spawn-rate", "100",
                               "--proxy-url", f"127.0.0.1:{proxy.port}")
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(proxy.count("/hello"), 20)

    def test_the_environment_is_heard(self):
        proxy = self.target("--proxy")
        os.environ["http_proxy"] = f"http://127.0.0.1:{proxy.port}"
        os.environ["no_proxy"] = "direct.test"
        summary = self.finished(self.boom(self.case("case.json", "http://web.test"),
                                          "--loop-count", "5"))
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(proxy.count("/hello"), 5)

    def test_a_testcase_that_is_run_once_goes_through_it(self):
        proxy = self.target("--proxy")
        process = self.hrp("run", self.case("case.json", "http://web.test"),
                           "-p", f"http://127.0.0.1:{proxy.port}")
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertEqual(proxy.count("/hello"), 1)

    def test_a_proxy_that_cannot_be_used_ends_the_run_before_it_begins(self):
        process = self.hrp("boom", self.case("case.json", "http://web.test"),
                           "--proxy-url", "socks5://u:secret@127.0.0.1:1", "--loop-count", "1")
        self.assertNotEqual(process.wait(), 0)
        self.assertIn('proxy: "socks5://" is not supported', process.stderr)
        self.assertNotIn("secret", process.stderr)


if __name__ == "__main__":
    unittest.main()
