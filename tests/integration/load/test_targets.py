"""Other targets: TLS with a self-signed certificate, and nginx, which counts on its own."""

import shutil
import subprocess
import unittest

from harness import Nginx, Scenario, step


class Tls(Scenario):
    def setUp(self):
        super().setUp()
        if not shutil.which("openssl"):
            self.skipTest("openssl is not installed")
        self.certificate, key = self.path("cert.pem"), self.path("key.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
             "subjectAltName=IP:127.0.0.1", "-out", self.certificate, "-keyout", key],
            check=True, capture_output=True, timeout=20)
        self.server = self.target("--tls", self.certificate, key)
        self.url = f"https://127.0.0.1:{self.server.port}"

    def run_case(self, **request):
        process = self.boom(self.case("case.json", self.url, step("hello", "/hello", **request)),
                            "--spawn-count", "2", "--spawn-rate", "100", "--loop-count", "5")
        process.wait(25)
        return self.read_summary()

    def test_without_verification_a_self_signed_certificate_is_taken(self):
        summary = self.run_case(verify=False)
        self.assertEqual(summary["total"]["requests"], 10)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["status_codes"], {"200": 10})

    def test_with_verification_it_fails_as_tls(self):
        summary = self.run_case()
        self.assertEqual(summary["total"]["requests"], 10)
        self.assertEqual(summary["total"]["failures"], 10)
        self.assertEqual({error["kind"] for error in summary["errors"]}, {"tls"})
        self.assertEqual(summary["status_codes"], {})


class NginxTarget(Scenario):
    def setUp(self):
        super().setUp()
        if not Nginx.binary():
            self.skipTest("nginx is not installed")

    def test_the_total_equals_stub_status(self):
        nginx = self.started(Nginx(self.folder))
        before = nginx.requests()
        summary = self.finished(self.boom(
            self.case("case.json", nginx.url, step("ok", "/", checks=[{"eq": ["body.ok", True]}])),
            "--spawn-count", "5", "--spawn-rate", "100", "--run-time", "2"))
        self.assertGreater(summary["total"]["requests"], 100)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        # The second look at stub_status is a request, too.
        self.assertEqual(nginx.requests() - before - 1, summary["total"]["requests"])


class DeadTarget(Scenario):
    def test_a_refused_connection_is_counted_as_connect(self):
        process = self.boom(self.case("case.json", "http://127.0.0.1:1"), "--loop-count", "3")
        process.wait(25)
        summary = self.read_summary()
        self.assertEqual(summary["total"]["failures"], 3, process.describe())
        self.assertEqual({error["kind"] for error in summary["errors"]}, {"connect"})

    def test_a_timeout_is_counted_as_timeout(self):
        server = self.target()
        process = self.boom(
            self.case("case.json", server.url, step("never", "/never", timeout=0.3)),
            "--loop-count", "2")
        process.wait(25)
        summary = self.read_summary()
        self.assertEqual(summary["total"]["failures"], 2, process.describe())
        self.assertEqual({error["kind"] for error in summary["errors"]}, {"timeout"})


if __name__ == "__main__":
    unittest.main()
