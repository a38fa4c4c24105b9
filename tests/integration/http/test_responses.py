"""Answers of servers that bend the rules, hosts in any spelling, and what requests look like."""

import re
import socket
import unittest

from harness import Master, Scenario, step
from raw_server import Listener

BODY = b'{"v":1}'
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" + BODY


def answer(*fields, body=BODY, status="200 OK"):
    """A response with these lines of its head as they are."""
    lines = [b"HTTP/1.1 " + status.encode(), b"Content-Length: %d" % len(body), *fields]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def body_of(pending, head, receive):
    """The body of a request as it is on the wire, and what follows it."""
    length = re.search(rb"(?im)^content-length: *(\d+)", head)
    chunked = re.search(rb"(?im)^transfer-encoding: *chunked", head)

    def more(pending):
        received = receive(1 << 20)
        if not received:
            raise OSError("ended inside a body")
        return pending + received

    if chunked:
        while b"\r\n0\r\n\r\n" not in pending:
            pending = more(pending)
        end = pending.index(b"\r\n0\r\n\r\n") + 7
        return pending[:end], pending[end:]
    size = int(length.group(1)) if length else 0
    while len(pending) < size:
        pending = more(pending)
    return pending[:size], pending[size:]


class ByteServer(Listener):
    """Answers each path with the bytes of a table, and keeps the requests."""

    def __init__(self, answers, family=socket.AF_INET):
        self._answers = answers
        self.requests = []  # (head, body)
        super().__init__(family)

    def talk(self, connection):
        late, pending = b"", b""
        while True:
            while b"\r\n\r\n" not in pending:
                received = connection.recv(1 << 16)
                if not received:
                    return
                pending += received
            head, pending = pending.split(b"\r\n\r\n", 1)
            body, pending = body_of(pending, head, connection.recv)
            self.requests.append((head.decode("latin-1"), body))
            path = head.split(b" ", 2)[1].decode().split("?")[0]
            reply = self._answers.get(path, OK)
            # Of a HEAD that is answered with a body the body comes late.
            if head.startswith(b"HEAD"):
                connection.sendall(late + reply[:-len(BODY)])
                late = BODY
            else:
                connection.sendall(late + reply)
                late = b""


class Responses(Scenario):
    def server(self, answers=(), **options):
        return self.started(ByteServer(dict(answers), **options))

    def run_once(self, case, *flags, code=0):
        """What `hrp run` showed."""
        process = self.hrp("run", case, *flags)
        self.assertEqual(process.wait(60), code, process.describe())
        return process.stdout + process.stderr

    def errors_of(self, case, *flags):
        process = self.boom(case, "--spawn-count", "1", "--loop-count", "1", *flags)
        summary = self.finished(process)
        return [error["message"] for error in summary["errors"]]


class Policy(Responses):
    BENT = {
        "folded": (answer(b"X-A: a\r\n b"), "folded header line"),
        "blank": (answer(b"X-A : a b"), "blank before the colon of a header line"),
        "both": (answer(b"X-A: a b", b"Transfer-Encoding: chunked",
                        body=b"7\r\n" + BODY + b"\r\n0\r\n\r\n"),
                 "both Content-Length and Transfer-Encoding"),
        "line-feeds": (b"HTTP/1.1 200 OK\nX-A: a b\nContent-Length: 7\n\n" + BODY,
                       "line of the response head without a carriage return"),
    }

    def case_of(self, server, name):
        checks = [{"eq": ['headers."X-A"', "a b"]}, {"eq": ["body.v", 1]}]
        return self.case(name + ".json", server.url, step(name, "/" + name, checks=checks))

    def test_what_good_clients_read_is_read_and_strictly_refused(self):
        server = self.server({"/" + name: row[0] for name, row in self.BENT.items()})
        for name, (_, problem) in self.BENT.items():
            case = self.case_of(server, name)
            self.assertEqual(self.errors_of(case), [])
            self.assertEqual(self.errors_of(case, "--strict-http"), [problem])
            self.run_once(case)
            self.assertIn(problem, self.run_once(case, "--strict-http", code=1))

    def test_the_policy_reaches_the_workers(self):
        server = self.server({"/folded": self.BENT["folded"][0]})
        master = Master(self, self.case_of(server, "folded"), "--strict-http", "--auto-start",
                        "--loop-count", "2")
        master.worker()
        self.assertEqual(master.process.wait(30), 0, master.process.describe())
        errors = self.read_summary()["errors"]
        self.assertEqual([error["message"] for error in errors], ["folded header line"])

    def test_a_body_to_head_is_told_as_such(self):
        server = self.server()
        case = self.case("head.json", server.url, step("head", "/", method="HEAD"),
                         step("get", "/"))
        self.assertEqual(self.errors_of(case),
                         ["the server sent a body to HEAD, the request before"])


class ChunkedRequests(Responses):
    CHUNKED = {"Transfer-Encoding": "chunked"}

    def sent(self, *steps, **config):
        server = self.server()
        self.run_once(self.case("sent.json", server.url, *steps, **config))
        return server.requests

    def assert_chunked(self, head, body, expected):
        self.assertIn("Transfer-Encoding: chunked", head)
        self.assertNotIn("Content-Length", head)
        self.assertEqual(body, b"%x\r\n" % len(expected) + expected + b"\r\n0\r\n\r\n")

    def test_the_body_is_one_chunk(self):
        large = "x" * 300_000
        requests = self.sent(
            step("text", "/", method="POST", body="abcdef", headers=self.CHUNKED),
            step("json", "/", method="POST", json={"a": "$v"},
                 headers={"transfer-encoding": "$te"}),
            step("large", "/", method="PUT", body=large, headers=self.CHUNKED,
                 params={"a": "1", "b": "$v"}),
            variables={"v": "w", "te": "Chunked"})
        self.assert_chunked(*requests[0], b"abcdef")
        self.assert_chunked(*requests[1], b'{"a":"w"}')
        self.assert_chunked(*requests[2], large.encode())

    def test_an_upload_is_one_chunk_too(self):
        with open(self.path("up.bin"), "wb") as file:
            file.write(b"0123456789abcdef" * 200_000)
        requests = self.sent(step("up", "/", method="POST", upload={"f": "@up.bin", "n": "v"},
                                  headers=self.CHUNKED))
        head, body = requests[0]
        self.assertNotIn("Content-Length", head)
        size, rest = body.split(b"\r\n", 1)
        self.assertEqual(int(size, 16), len(rest) - len(b"\r\n0\r\n\r\n"))
        self.assertIn(b"0123456789abcdef" * 200_000, rest)

    def test_without_a_body_there_is_no_such_header(self):
        requests = self.sent(step("get", "/", headers=self.CHUNKED),
                             step("post", "/", method="POST", headers=self.CHUNKED))
        for head, _ in requests:
            self.assertNotIn("Transfer-Encoding", head)
        self.assertIn("Content-Length: 0", requests[1][0])

    def test_over_http2_it_is_left_out(self):
        target = self.target()
        case = self.case("h2.json", target.url, step(
            "echo", "/echo", method="POST", body="abcdef", http2=True, headers=self.CHUNKED,
            checks=[{"eq": ["body.body", "abcdef"]}, {"eq": ["proto", "HTTP/2.0"]}]))
        self.assertEqual(self.errors_of(case), [])

    def test_any_other_coding_is_refused_when_loading(self):
        case = self.case("gzip.json", "http://127.0.0.1:9", step(
            "gzip", "/", method="POST", body="a", headers={"Transfer-Encoding": "gzip, chunked"}))
        process = self.boom(case, "--loop-count", "1")
        self.assertEqual(process.wait(), 15, process.describe())
        self.assertIn('only "chunked" can be sent, not "gzip, chunked"', process.stderr)


class Bodies(Responses):
    def test_texts_that_were_cut_or_recoded_are_read(self):
        server = self.server({
            "/cut": answer(body=b'{"v":1,"t":"cut \\ud83d"}'),
            "/byte": answer(body=b'{"v":1,"t":"a\xffb"}'),
            "/mark": answer(body=b'\xef\xbb\xbf{"v":1,"t":"x"}'),
        })
        case = self.case("texts.json", server.url, *(
            step(name, "/" + name, checks=[{"eq": ["body.v", 1]}, {"eq": ["body.t", text]}])
            for name, text in (("cut", "cut \ufffd"), ("byte", "a\ufffdb"), ("mark", "x"))))
        self.assertEqual(self.errors_of(case), [])

    def test_a_body_that_is_no_json_is_told_as_such(self):
        server = self.server({"/html": answer(body=b"<html></html>"),
                              "/huge": answer(body=b'{"v":1,"n":1e400}')})
        case = self.case("html.json", server.url,
                         step("html", "/html", checks=[{"eq": ["body.v", 1]}]))
        [message] = self.errors_of(case)
        self.assertIn("the body is not JSON: unexpected '<' at byte 1", message)
        self.assertIn("the body is not JSON: unexpected '<' at byte 1",
                      self.run_once(case, code=1))
        case = self.case("huge.json", server.url,
                         step("huge", "/huge", checks=[{"eq": ["body.v", 1]}]))
        [message] = self.errors_of(case)
        self.assertIn("the number 1e400 at byte 12 of the body is out of range", message)

    def test_run_reads_over_large_bodies_as_boom_does(self):
        size = (64 << 20) + 1
        server = self.server({"/large": answer(body=b"x" * size)})
        case = self.case("large.json", server.url, step("large", "/large"))
        self.run_once(case, "--log-requests-off")
        self.assertEqual(self.errors_of(case), [])
        used = self.case("used.json", server.url,
                         step("used", "/large", checks=[{"eq": ["body.v", 1]}]))
        self.assertIn("response body beyond the limit of 64 MiB",
                      self.run_once(used, "--log-requests-off", code=1))


class Names(Responses):
    def test_international_hosts_are_asked_for_in_ascii(self):
        for pinned in ("xn--bcher-kva.example", "bücher.example"):
            server = self.server()
            case = self.case("idn.json", f"http://Bücher.example:{server.port}", step("get", "/"))
            self.run_once(case, "--resolve", f"{pinned}:{server.port}:127.0.0.1")
            self.assertIn(f"Host: xn--bcher-kva.example:{server.port}", server.requests[0][0])

    def test_the_zone_of_an_address_is_for_connecting_only(self):
        server = self.server(family=socket.AF_INET6)
        case = self.case("zone.json", f"http://[::1%25lo]:{server.port}", step("get", "/"))
        self.run_once(case)
        self.assertIn(f"Host: [::1]:{server.port}", server.requests[0][0])

    def test_hosts_that_no_name_server_knows_are_refused_when_loading(self):
        for host in ("a%20b", "a%00b", "a%2Fb", "256.256.256.256", "foo.09"):
            case = self.case("bad.json", "", step("get", f"http://{host}/"))
            process = self.boom(case, "--loop-count", "1")
            self.assertEqual(process.wait(), 15, process.describe())
            self.assertIn(f'bad URL "http://{host}/"', process.stderr)

    def test_so_they_are_in_a_run_when_a_variable_holds_them(self):
        case = self.case("late.json", "", step("get", "http://$host/"),
                         variables={"host": "foo.09"})
        self.assertEqual(self.errors_of(case), [
            'request.url: bad URL "http://foo.09/": '
            'the host ends in a number and is no IPv4 address'])


class Http2Timeouts(Responses):
    def test_a_connection_outlives_requests_that_time_out(self):
        target = self.target()
        case = self.case("slow.json", target.url, step("slow", "/never", http2=True, timeout=0.1))
        summary = self.finished(self.boom(case, "--spawn-count", "5", "--spawn-rate", "5",
                                          "--loop-count", "8"))
        self.assertEqual({error["kind"] for error in summary["errors"]}, {"timeout"})
        self.assertEqual(summary["total"]["requests"], 40)
        self.assertEqual(summary["connections"]["opened"], 5, summary["connections"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
