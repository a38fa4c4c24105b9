"""HTTP/2 against nginx, which is not of our making: what it logged is what hrp counted."""

import collections
import os
import shutil
import signal
import subprocess
import unittest

from harness import (Master, Nginx, Process, Scenario, free_port, http_call, start_on_free_port, step,
                     wait_for)

USERS, LOOPS = 5, 20

CONFIG = """
daemon off; master_process on; worker_processes 1; pid nginx.pid; error_log stderr;
events {{ worker_connections 512; }}
http {{
  log_format counted "$server_protocol $request_method $uri $status";
  access_log {folder}/access.log counted;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  client_max_body_size 20m; keepalive_requests {keepalive_requests};
  gzip on; gzip_types application/json text/plain; gzip_min_length 1; gzip_http_version 1.0;
  ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
  server {{ listen 127.0.0.1:{port}; location / {{ access_log off; return 204; }} }}
  server {{
    listen 127.0.0.1:{h2c} http2;
    listen 127.0.0.1:{h2} ssl http2;
    listen 127.0.0.1:{https} ssl;
    listen 127.0.0.1:{http};
    default_type application/json;
    location = /hello {{
      add_header X-Seen "$http_x_sent"; add_header Set-Cookie "sid=abc; Path=/";
      return 200 '{{"ok":true}}';
    }}
    location = /cookie {{ return 200 '{{"cookie":"$http_cookie"}}'; }}
    location = /old {{ return 302 /hello; }}
    location = /big {{ default_type text/plain; root {folder}; }}
    location = /echo {{ proxy_pass http://127.0.0.1:{target}; proxy_buffering off; }}
  }}
}}
"""


class FrontNginx:
    """nginx with HTTP/2 with and without TLS, with both versions over TLS, and with HTTP/1.1."""

    def __init__(self, scenario, target, keepalive_requests):
        self._scenario = scenario
        self._values = {"folder": scenario.folder, "target": target,
                        "keepalive_requests": keepalive_requests}
        with open(scenario.path("big"), "w", encoding="utf-8") as file:
            file.write("0123456789abcdef" * 2560)
        _, self.process = start_on_free_port(
            self._start, lambda port: http_call(port, "GET", "/")[0] == 204)

    def _start(self, port):
        for name in ("h2c", "h2", "https", "http"):
            self._values[name] = free_port()
        config = self._scenario.write("nginx.conf", CONFIG.format(port=port, **self._values))
        self._scenario.write("access.log", "")
        return Process([Nginx.binary(), "-p", self._scenario.folder, "-c", config])

    def url(self, name):
        scheme = "https" if name in ("h2", "https") else "http"
        return f"{scheme}://127.0.0.1:{self._values[name]}"

    def logged(self):
        """How often each line was logged."""
        with open(self._scenario.path("access.log"), encoding="utf-8") as file:
            return collections.Counter(file.read().splitlines())

    def wait_logged(self, expected):
        """A line is written a moment after its answer."""
        wait_for(lambda: self.logged() == expected, what=f"{expected} in the log",
                 on_timeout=lambda: f"but {self.logged()}")

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def end(self):
        self.process.end()


class Http2(Scenario):
    def setUp(self):
        super().setUp()
        if not Nginx.binary() or not shutil.which("openssl"):
            self.skipTest("nginx and openssl are needed")
        # The worker gives up root when nginx runs as such, and has to reach its files.
        os.chmod(self.folder, 0o755)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
             "subjectAltName=IP:127.0.0.1", "-out", self.path("cert.pem"), "-keyout",
             self.path("key.pem")], check=True, capture_output=True, timeout=20)

    def nginx(self, keepalive_requests=1000):
        return self.started(FrontNginx(self, self.target().port, keepalive_requests))

    def load(self, case, *flags, loops=LOOPS):
        flags = flags or ("--spawn-count", str(USERS), "--spawn-rate", "100", "--loop-count",
                          str(loops))
        return self.finished(self.boom(case, *flags), timeout=60)

    def check(self, summary, requests):
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["total"]["requests"], requests)

    def conversation(self, url, proto):
        upload = "0123456789" * 30_000
        same = [{"eq": ["proto", proto]}]
        more = {"http2": True, "verify": False}
        return self.case(
            "case.json", url,
            step("hello", "/hello", headers={"X-Sent": "header"}, checks=[
                *same, {"eq": ["body.ok", True]}, {"eq": ['headers."X-Seen"', "header"]},
                {"eq": ["headers.\"Content-Encoding\"", "gzip"]}, {"eq": ["cookies.sid", "abc"]}],
                **more),
            step("cookie", "/cookie", cookies={"own": "1"}, checks=[
                *same, {"contains": ["body.cookie", "sid=abc"]},
                {"contains": ["body.cookie", "own=1"]}], **more),
            step("redirected", "/old", checks=[*same, {"eq": ["body.ok", True]}], **more),
            step("big", "/big", checks=[*same, {"len_eq": ["body", 40960]}], **more),
            step("no body", "/hello", method="HEAD", checks=same, **more),
            step("upload", "/echo", method="POST", body=upload, checks=[
                *same, {"eq": ["body.method", "POST"]}, {"eq": ["body.body", upload]}], **more))

    def check_conversation(self, nginx, name, proto):
        summary = self.load(self.conversation(nginx.url(name), proto))
        each = USERS * LOOPS
        self.check(summary, 6 * each)
        nginx.wait_logged({
            f"{proto} GET /hello 200": 2 * each, f"{proto} GET /cookie 200": each,
            f"{proto} GET /old 302": each, f"{proto} GET /big 200": each,
            f"{proto} HEAD /hello 200": each, f"{proto} POST /echo 200": each})
        self.assertGreater(summary["total"]["bytes_sent"], each * 300_000)

    def test_prior_knowledge(self):
        self.check_conversation(self.nginx(), "h2c", "HTTP/2.0")

    def test_chosen_in_the_handshake(self):
        self.check_conversation(self.nginx(), "h2", "HTTP/2.0")

    def test_a_server_that_does_not_choose_it(self):
        self.check_conversation(self.nginx(), "https", "HTTP/1.1")

    def test_without_the_field_it_is_not_offered(self):
        nginx = self.nginx()
        case = self.case("case.json", nginx.url("h2"), step("hello", "/hello", verify=False))
        self.check(self.load(case), USERS * LOOPS)
        nginx.wait_logged({"HTTP/1.1 GET /hello 200": USERS * LOOPS})

    def test_a_server_of_http1_only_is_an_error_of_the_protocol(self):
        nginx = self.nginx()
        case = self.case("case.json", nginx.url("http"), step("hello", "/hello", http2=True))
        process = self.boom(case, "--loop-count", "3")
        process.wait(25)
        summary = self.read_summary()
        self.assertEqual(summary["total"]["failures"], 3, process.describe())
        self.assertEqual([(error["kind"], error["message"]) for error in summary["errors"]],
                         [("protocol", "the server answers with HTTP/1, not with HTTP/2")])

    def test_goodbyes_of_the_server_lose_nothing(self):
        nginx = self.nginx(keepalive_requests=7)
        case = self.case("case.json", nginx.url("h2c"),
                         step("hello", "/hello", http2=True),
                         step("post", "/hello", method="POST", body="text", http2=True))
        self.check(self.load(case, loops=100), 2 * USERS * 100)
        nginx.wait_logged({"HTTP/2.0 GET /hello 200": USERS * 100,
                           "HTTP/2.0 POST /hello 200": USERS * 100})

    def test_a_reload_of_the_server_loses_nothing(self):
        nginx = self.nginx(keepalive_requests=1000000)
        case = self.case("case.json", nginx.url("h2c"), step("hello", "/hello", http2=True))
        process = self.boom(case, "--spawn-count", "5", "--spawn-rate", "100", "--run-time", "3")
        for count in (200, 400, 600):
            wait_for(lambda count=count: sum(nginx.logged().values()) > count, what="requests")
            nginx.reload()
        summary = self.finished(process)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        nginx.wait_logged({"HTTP/2.0 GET /hello 200": summary["total"]["requests"]})

    def test_workers_have_it_as_well(self):
        nginx = self.nginx()
        case = self.case("case.json", nginx.url("h2c"),
                         step("hello", "/hello", http2=True, checks=[{"eq": ["proto", "HTTP/2.0"]}]))
        master = Master(self, case, "--auto-start", "--expect-workers", "2",
                        "--expect-workers-max-wait", "20", "--spawn-count", "4", "--spawn-rate",
                        "100", "--loop-count", "10")
        for _ in range(2):
            master.worker()
        self.check(self.finished(master.process), 40)
        nginx.wait_logged({"HTTP/2.0 GET /hello 200": 40})

    def test_a_testcase_that_is_run_once_shows_it(self):
        nginx = self.nginx()
        case = self.case("case.json", nginx.url("h2"),
                         step("hello", "/hello", http2=True, verify=False))
        process = self.hrp("run", case)
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertIn(f"> GET {nginx.url('h2')}/hello HTTP/2.0", process.stdout)
        self.assertIn("< HTTP/2.0 200", process.stdout)


if __name__ == "__main__":
    unittest.main()
