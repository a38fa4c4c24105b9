"""Names, addresses and TLS against the real nginx: what it logs must be what hrp counted."""

import os
import shutil
import socket
import struct
import subprocess
import threading
import unittest

from harness import HRP, Master, Nginx, Process, Scenario, start_on_free_port, step

LOG = "$remote_addr $ssl_session_reused $ssl_server_name $ssl_client_verify"


class TlsNginx:
    """nginx that speaks TLS and logs a line for each request."""

    CONFIG = """
daemon off; master_process off; pid nginx.pid; error_log stderr;
events {{ worker_connections 512; }}
http {{
  log_format seen '{log}'; access_log requests.log seen; keepalive_requests 1000000;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {{
    listen 127.0.0.1:{port} ssl; ssl_protocols {protocol};
    ssl_certificate {certificate}; ssl_certificate_key {key}; {more}
    location / {{ default_type application/json; return 200 '{{"ok":true}}'; }}
  }}
}}
"""

    def __init__(self, folder, protocol="TLSv1.3", certificate="server.pem", key="server.key",
                 more=""):
        self._folder = folder
        self._values = dict(protocol=protocol, certificate=certificate, key=key, more=more,
                            log=LOG)
        self.port, self.process = start_on_free_port(self._start, self._answers)

    def _start(self, port):
        config = os.path.join(self._folder, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(self.CONFIG.format(port=port, **self._values))
        return Process([Nginx.binary(), "-p", self._folder, "-c", config])

    @staticmethod
    def _answers(port):
        with socket.create_connection(("127.0.0.1", port), 2):
            return True

    def seen(self):
        """[(remote address, "r" when resumed, server name, client verification)]"""
        with open(os.path.join(self._folder, "requests.log"), encoding="utf-8") as file:
            return [tuple(line.split(" ")) for line in file.read().splitlines()]

    def end(self):
        self.process.end()


class DnsServer:
    """Answers A questions over UDP with the addresses of a name."""

    def __init__(self, names, ttl=60):
        self._names = names
        self._ttl = ttl
        self.questions = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.port = self._socket.getsockname()[1]
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while not self._ending.is_set():
            try:
                question, peer = self._socket.recvfrom(512)
            except OSError:
                continue
            end = question.index(b"\0", 12)
            labels, at = [], 12
            while question[at]:
                labels.append(question[at + 1:at + 1 + question[at]].decode())
                at += question[at] + 1
            name, kind = ".".join(labels), struct.unpack("!H", question[end + 1:end + 3])[0]
            addresses = self._names.get(name, []) if kind == 1 else []
            self.questions.append((name, kind))
            flags = 0x8180 if name in self._names else 0x8183
            answer = question[:2] + struct.pack("!5H", flags, 1, len(addresses), 0, 0)
            answer += question[12:end + 5]
            for address in addresses:
                answer += struct.pack("!3HIH", 0xC00C, 1, 1, self._ttl, 4)
                answer += socket.inet_aton(address)
            self._socket.sendto(answer, peer)

    def end(self):
        self._ending.set()
        self._thread.join(5)
        self._socket.close()


class Network(Scenario):
    def setUp(self):
        super().setUp()
        if not Nginx.binary() or not shutil.which("openssl"):
            self.skipTest("nginx or openssl is not installed")
        self.certificate("server", "DNS:shop.test,IP:127.0.0.1")

    def certificate(self, name, alternative):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext",
             f"subjectAltName={alternative}", "-out", self.path(name + ".pem"), "-keyout",
             self.path(name + ".key")], check=True, capture_output=True, timeout=20)

    def nginx(self, **options):
        return self.started(TlsNginx(self.folder, **options))

    def tls_case(self, server, **config):
        return self.case("case.json", f"https://127.0.0.1:{server.port}", step("ok", "/"), **config)

    def ten_connections(self, server, *flags):
        summary = self.finished(self.boom(
            self.tls_case(server), "--ca-file", self.path("server.pem"), "--disable-keepalive",
            "--spawn-count", "2", "--spawn-rate", "100", "--loop-count", "5", *flags))
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        return summary["connections"]

    def resumed_by_nginx(self, server):
        return sum(1 for line in server.seen() if line[1] == "r")


class Resumption(Network):
    def test_each_user_resumes_its_sessions(self):
        for protocol in ("TLSv1.2", "TLSv1.3"):
            with self.subTest(protocol):
                for name in ("requests.log", "summary.json"):
                    if os.path.exists(self.path(name)):
                        os.remove(self.path(name))
                server = self.nginx(protocol=protocol)
                connections = self.ten_connections(server)
                server.end()
                self.assertEqual(connections["opened"], 10)
                self.assertEqual(connections["tls_full_handshakes"], 2)
                self.assertEqual(connections["tls_resumed_handshakes"], 8)
                self.assertEqual(self.resumed_by_nginx(server), 8)

    def test_it_can_be_switched_off(self):
        server = self.nginx()
        connections = self.ten_connections(server, "--disable-tls-resumption")
        self.assertEqual(connections["tls_full_handshakes"], 10)
        self.assertEqual(connections["tls_resumed_handshakes"], 0)
        self.assertEqual(self.resumed_by_nginx(server), 0)

    def test_handshakes_and_phases_are_merged_over_workers(self):
        server = self.nginx()
        master = Master(self, self.tls_case(server), "--auto-start", "--expect-workers", "2",
                        "--ca-file", self.path("server.pem"), "--disable-keepalive",
                        "--spawn-count", "4", "--spawn-rate", "100", "--loop-count", "5")
        for _ in range(2):
            master.worker()
        self.assertEqual(master.process.wait(30), 0, master.process.describe())
        summary = self.read_summary()
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["connections"], {
            "opened": 20, "reused": 0, "failed": 0, "tls_full_handshakes": 4,
            "tls_resumed_handshakes": 16})
        self.assertEqual(summary["phases_ms"]["new"]["tls"]["count"], 20)
        rows = {row["name"]: row for row in summary["rows"]}
        self.assertEqual(rows["ok"]["phases_ms"], summary["phases_ms"])
        self.assertNotIn("phases_ms", rows["Action"], "it sends nothing by itself")
        self.assertEqual(self.resumed_by_nginx(server), 16)


class ClientCertificates(Network):
    def setUp(self):
        super().setUp()
        self.certificate("client", "DNS:client")
        self.server = self.nginx(more=f"ssl_client_certificate {self.path('client.pem')}; "
                                      "ssl_verify_client on;")

    def run_with(self, **config):
        return self.finished(self.boom(
            self.tls_case(self.server, **config), "--ca-file", self.path("server.pem")
            , "--loop-count", "2"))

    def test_a_case_shows_its_own(self):
        summary = self.run_with(cert=["client.pem", "client.key"])
        self.assertEqual(summary["status_codes"], {"200": 2}, summary["errors"])
        self.assertEqual({line[3] for line in self.server.seen()}, {"SUCCESS"})

    def test_without_one_the_server_refuses(self):
        summary = self.run_with()
        self.assertEqual(summary["status_codes"], {"400": 2}, summary["errors"])

    def test_it_travels_to_workers_without_files(self):
        with open(self.path("both.pem"), "w", encoding="utf-8") as both:
            for name in ("client.pem", "client.key"):
                with open(self.path(name), encoding="utf-8") as part:
                    both.write(part.read())
        master = Master(self, self.tls_case(self.server, cert="both.pem"), "--auto-start",
                        "--ca-file", self.path("server.pem"), "--loop-count", "3")
        elsewhere = self.path("elsewhere")
        os.mkdir(elsewhere)
        self.started(Process([HRP, "boom", "--worker", "--master-host", "127.0.0.1",
                              "--master-port", str(master.bind_port)], cwd=elsewhere,
                             env=dict(os.environ, HOME=elsewhere)))
        self.assertEqual(master.process.wait(30), 0, master.process.describe())
        summary = self.read_summary()
        self.assertEqual(summary["status_codes"], {"200": 3}, summary["errors"])

    def test_a_bad_one_is_named_before_anything_is_sent(self):
        process = self.boom(self.tls_case(self.server, cert="missing.pem"))
        self.assertNotEqual(process.wait(15), 0)
        self.assertRegex(process.stderr, r"case\.json: config\.cert: .*missing\.pem")
        self.assertEqual(self.server.seen(), [])


class Names(Network):
    def named_case(self, port, scheme="https"):
        return self.case("case.json", f"{scheme}://shop.test:{port}", step("ok", "/hello"))

    def test_resolve_reaches_a_name_with_sni_and_verification(self):
        server = self.nginx()
        summary = self.finished(self.boom(
            self.named_case(server.port), "--ca-file", self.path("server.pem"), "--resolve",
            f"shop.test:{server.port}:127.0.0.1", "--loop-count", "2"))
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual({line[2] for line in server.seen()}, {"shop.test"})

    def test_a_dns_server_is_asked_once_for_many_users(self):
        server = self.target()
        dns = self.started(DnsServer({"shop.test": ["127.0.0.1"]}))
        summary = self.finished(self.boom(
            self.named_case(server.port, "http"), "--dns-server", f"127.0.0.1:{dns.port}",
            "--threads", "1", "--spawn-count", "10", "--spawn-rate", "1000", "--loop-count", "3"))
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(dns.questions.count(("shop.test", 1)), 1)
        self.assertGreaterEqual(summary["phases_ms"]["new"]["dns"]["count"], 1)

    def test_a_short_time_to_live_is_kept(self):
        server = self.target()
        dns = self.started(DnsServer({"shop.test": ["127.0.0.1"]}, ttl=1))
        summary = self.finished(self.boom(
            self.named_case(server.port, "http"), "--dns-server", f"127.0.0.1:{dns.port}",
            "--threads", "1", "--disable-keepalive", "--max-rps", "50", "--run-time", "3"))
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertIn(dns.questions.count(("shop.test", 1)), (2, 3, 4))

    def test_a_name_that_is_nowhere_is_counted_as_dns(self):
        dns = self.started(DnsServer({}))
        summary = self.finished(self.boom(
            self.named_case(1, "http"), "--dns-server", f"127.0.0.1:{dns.port}", "--loop-count",
            "2"))
        self.assertEqual({error["kind"] for error in summary["errors"]}, {"dns"})

    def test_a_failing_address_falls_to_the_next(self):
        server = self.target()
        summary = self.finished(self.boom(
            self.named_case(server.port, "http"), "--resolve",
            f"shop.test:{server.port}:127.0.0.9,[::1],127.0.0.1", "--disable-keepalive",
            "--threads", "1", "--loop-count", "4"))
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        self.assertEqual(summary["connections"]["opened"], 4)
        self.assertEqual(summary["connections"]["failed"], 2)

    def test_bad_names_are_refused(self):
        for flag, value in (("--resolve", "shop.test"), ("--dns-server", "nowhere"),
                            ("--source-ip", "192.0.2.1"), ("--ca-file", "missing.pem")):
            process = self.boom(self.named_case(1), flag, value)
            self.assertNotEqual(process.wait(15), 0, flag)
            self.assertIn(value, process.stderr)


class SourceAddresses(Network):
    def test_they_are_used_in_turn(self):
        server = self.nginx()
        self.finished(self.boom(
            self.tls_case(server), "--ca-file", self.path("server.pem"), "--source-ip",
            "127.0.0.2,127.0.0.3", "--threads", "1", "--disable-keepalive", "--loop-count", "6"))
        sources = [line[0] for line in server.seen()]
        self.assertEqual(sources, ["127.0.0.2", "127.0.0.3"] * 3)


def checks_object_types():
    with open(HRP, "rb") as binary:
        return b"__ubsan_handle_dynamic_type_cache_miss" in binary.read()


class Limits(Scenario):
    @unittest.skipIf(checks_object_types(), "UBSan looks at an object's type through a pipe, for "
                     "which there is no file descriptor left")
    def test_a_limit_is_said_before_and_counted_once_with_a_hint(self):
        server = self.target()
        case = self.case("case.json", server.url, step("slow", "/delay/500"))
        # Enough for hrp itself, too few for its users.
        process = self.started(Process(
            ["sh", "-c", 'ulimit -n 64; exec "$0" "$@"', HRP, "boom", case, "--threads", "1",
             "--spawn-count", "200", "--spawn-rate", "1000", "--run-time", "2",
             "--summary-json", self.path("summary.json")], cwd=self.folder,
            env=dict(os.environ, HOME=self.folder)))
        self.assertEqual(process.wait(25), 0, process.describe())
        self.assertEqual(process.stderr.count("need about"), 1, process.describe())
        self.assertRegex(process.stderr, r"200 users need about \d+ open files, and at most 64")
        summary = self.read_summary()
        limits = [error for error in summary["errors"] if error["kind"] == "limit"]
        self.assertEqual(len(limits), 1, summary["errors"])
        self.assertGreater(limits[0]["count"], 10)
        self.assertEqual(len(summary["limit_hints"]), 1)
        self.assertIn("ulimit -n", summary["limit_hints"][0])
        self.assertLess(len(process.stderr.splitlines()), 20, "not a line for each failure")


if __name__ == "__main__":
    unittest.main()
