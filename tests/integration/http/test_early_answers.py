"""Servers that answer an upload before they have read it, and close: the answer counts."""

import shutil
import subprocess
import unittest

from harness import Scenario, step
from raw_server import EarlyServer, RawServer

ROUNDS = 50
TOO_LARGE = (b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


DATA, HEADERS, RST_STREAM, SETTINGS, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 7, 8


def frame(kind, flags, stream, payload=b""):
    """RFC 9113 4.1."""
    return (len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big")
            + payload)


def headers_frame(status, stream=1):
    """An answer that is a status alone: a literal whose name is :status (RFC 7541 6.2.2)."""
    end_stream, end_headers = 1, 4
    return frame(HEADERS, end_stream | end_headers, stream, b"\x08\x03" + status)


EMPTY_SETTINGS = frame(SETTINGS, 0, 0)
RESET_STREAM = frame(RST_STREAM, 0, 1, bytes(4))
GOODBYE = frame(GOAWAY, 0, 0, (1).to_bytes(4, "big") + bytes(4))


class PatientHttp2Server(RawServer):
    """Answers each stream with 413 and NO_ERROR at its first bytes of body, and reads on."""

    def talk(self, connection):
        connection.sendall(EMPTY_SETTINGS)
        stream = connection.makefile("rb")
        stream.read(len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
        answered = 0
        while True:
            head = stream.read(9)
            if len(head) < 9:
                return
            payload = stream.read(int.from_bytes(head[:3], "big"))
            number = int.from_bytes(head[5:], "big")
            if head[3] != DATA:
                continue
            connection.sendall(frame(WINDOW_UPDATE, 0, 0, len(payload).to_bytes(4, "big")))
            if number > answered:
                answered = number
                self.count()
                connection.sendall(headers_frame(b"413", number)
                                   + frame(RST_STREAM, 0, number, bytes(4)))


class EarlyAnswers(Scenario):
    def certificate(self):
        if not shutil.which("openssl"):
            self.skipTest("openssl is not installed")
        pair = self.path("cert.pem"), self.path("key.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "1", "-subj", "/CN=hrp-test", "-out", pair[0], "-keyout", pair[1]],
            check=True, capture_output=True)
        return pair

    def upload(self, server, megabytes, think=0, **request):
        """The summary of uploads of which each must be answered with 413."""
        with open(self.path("big.bin"), "wb") as file:
            file.truncate(megabytes * 1_000_000)
        steps = [step("big", "/", method="POST", status=413, upload={"f": "@big.bin"},
                      verify=False, **request)]
        if think:
            steps.append({"name": "think", "think_time": {"time": think}})
        case = self.case("early.json", server.url, *steps)
        summary = self.finished(self.boom(case, "--spawn-count", "1", "--loop-count", str(ROUNDS)))
        self.assertEqual(summary["status_codes"], {"413": ROUNDS}, summary["errors"])
        self.assertEqual(summary["total"]["failures"], 0)
        self.assertEqual(server.requests, ROUNDS)
        return summary

    def test_http(self):
        for megabytes in (3, 40):
            self.upload(self.started(EarlyServer(TOO_LARGE)), megabytes)

    def test_https(self):
        certificate = self.certificate()
        for megabytes in (3, 40):
            self.upload(self.started(EarlyServer(TOO_LARGE, certificate)), megabytes)

    def test_a_body_of_the_testcase(self):
        server = self.started(EarlyServer(TOO_LARGE))
        case = self.case("early.json", server.url,
                         step("big", "/", method="POST", status=413,
                              body="${gen_random_string(3000000)}"))
        summary = self.finished(self.boom(case, "--spawn-count", "1", "--loop-count", "10"))
        self.assertEqual(summary["status_codes"], {"413": 10}, summary["errors"])

    def test_interim_answers_before_the_early_one(self):
        interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        self.upload(self.started(EarlyServer(interim + TOO_LARGE)), 3)

    def test_a_close_without_a_word(self):
        without = TOO_LARGE.replace(b"Connection: close\r\n", b"")
        self.upload(self.started(EarlyServer(without)), 3)

    def test_http2(self):
        for certificate in (None, self.certificate()):
            server = EarlyServer(EMPTY_SETTINGS + headers_frame(b"413") + RESET_STREAM + GOODBYE,
                                 certificate, first_bytes=4000)
            self.upload(self.started(server), 3, http2=True)

    def test_http2_without_a_goodbye(self):
        """The next request comes later: one that came at once could meet the end of the connection."""
        for end in (b"", RESET_STREAM):
            server = EarlyServer(EMPTY_SETTINGS + headers_frame(b"413") + end, first_bytes=4000)
            self.upload(self.started(server), 3, think=0.02, http2=True)

    def test_http2_that_reads_on(self):
        """A stream that was answered and reset leaves the connection to the next request."""
        server = self.started(PatientHttp2Server(None))
        summary = self.upload(server, 3, http2=True)
        self.assertEqual(summary["connections"]["opened"], 1)


if __name__ == "__main__":
    unittest.main()
