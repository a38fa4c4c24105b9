"""curl itself as the oracle: what `hrp run curl …` and a converted command send is what curl sends."""

import re
import shutil
import socket
import subprocess
import threading
import unittest

from harness import HRP, Scenario

CURL = shutil.which("curl")
# What each program says of itself, and what decides about nothing that a server sees.
OWN_HEADERS = ("user-agent", "accept", "accept-encoding", "expect")


class RawRecorder:
    """A server that keeps every request: (method, target, header lines, body)."""

    def __init__(self):
        self.requests = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, connection.makefile("rwb") as stream:
            while line := stream.readline():
                method, target, _ = line.decode("latin-1").split(" ", 2)
                headers = []
                while (line := stream.readline()) not in (b"\r\n", b""):
                    name, _, value = line.decode("latin-1").partition(":")
                    headers.append((name.lower(), value.strip()))
                fields = dict(headers)
                if fields.get("expect", "").lower() == "100-continue":
                    stream.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                    stream.flush()
                body = self._body(stream, fields)
                self.requests.append((method, target, headers, body))
                answer = b"" if method == "HEAD" else b"ok"
                stream.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
                stream.flush()

    @staticmethod
    def _body(stream, fields):
        if "chunked" not in fields.get("transfer-encoding", ""):
            return stream.read(int(fields.get("content-length", 0)))
        body = b""
        while size := int(stream.readline(), 16):
            body += stream.read(size)
            stream.readline()
        stream.readline()
        return body

    def end(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


# Each: the words behind curl; URL stands for that of the server.
COMMANDS = [
    "URL/a?b=1#c", "URL/a%2Fb/c?q=1&r=%20", "URL/a/../b/./c", "URL/a/../b --path-as-is",
    "-X patch -d a=1 URL/", "-X PURGE URL/x", "-I URL/head", "-X OPTIONS --url URL/",
    "-r 600 URL/", "-r 0-9 URL/", "-C 100 URL/", "-m 20 --no-keepalive URL/",
    "-H 'X-A: 1' -H 'X-A: 2' -H 'x-b:' -H 'X-C;' URL/", "-H @headers.txt URL/",
    "-H 'Cookie: a=1' -b b=2 URL/", "-b 'a=1; b=2' URL/", "-b '' URL/", "-b noeq URL/",
    "-b jar.txt -b x=y URL/p/q", "-b jar.txt -c jar2.txt URL/p",
    "-u ann:pass URL/", "--oauth2-bearer tok URL/", "-e http://ref/ URL/", "-A '' URL/",
    "-d a=1 -d b=2 URL/", "-d @body.txt URL/", "--data-binary @body.txt URL/", "--data-raw @x URL/",
    "--data-urlencode 'a=b&c d' --data-urlencode n@body.txt URL/",
    "--json '{\"a\":' --json '1}' URL/", "-G -d a=1 --data-urlencode 'b=c d' 'URL/?z=0'",
    "-d @- URL/ < body.txt", "--data-binary @- URL/ < body.txt", "--url-query 'q=a b' URL/?z=1",
    "-d '{\"a\":1}' -H 'Content-Type: application/json' -H 'Accept:' URL/",
    "-d x -H 'Content-Type:' URL/", "-X POST -d '' URL/", "-X POST URL/",
    "-T body.txt URL/up/", "-T body.txt URL", "-X POST -T body.txt URL/x",
    "-F zname=1 -F file=@body.txt -F after=2 URL/", "-F 'a=x;y;z' URL/", "-F 'a= x ' URL/",
    "-F 'b=\"q\" rest' URL/", "-F a=@t.json -F b=@t.xml -F c=@t.csv -F d=@t.html -F e=@t.SVG URL/",
    "-F a=@t.json -F a=@t.xml URL/", "-H 'Content-Type: multipart/mixed' -F a=1 URL/",
    "-F 'f=@body.txt,t.json' URL/", "-F a=@- URL/ < body.txt", "-F 'a=x;encoder=base64' URL/",
    "-H 'Content-Type: multipart/form-data; boundary=abc' -F a=1 URL/",
    "-F 'a=1;headers=\"X-A: b\"' URL/", "-F 'a=<t.html' -F 'b=<body.txt' URL/",
    "-F 'a=x;type=text/html;charset=utf-8' -F 'b=x;filename=i.png' --form-string 'c=@no;x' URL/",
    "-F 'a=@body.txt;type=a/b;filename=\"q n.txt\"' URL/", "-F 'a=x;filename=b.txt' -F =none URL/",
    "'URL/{a,b}/[1-2]'", "-d 1 URL/1 --next -X DELETE URL/2",
    "--http1.1 --compressed --retry 2 -4 --limit-rate 1M --no-progress-meter URL/",
    "-H 'Host: other.example' URL/", "--url-query '+a=b%20c' URL/", "-T body.txt 'URL/#f'",
    "-F 'a=b;type=text/plain; charset=utf-8;filename=x' URL/", "-F 'a=@t.json,t.xml;type=a/b,t.csv' URL/",
    "-F 'a=\"b\\\"c\\\\d\\e\"' URL/", "-F a=1 -F a=2 -F b=3 -F a=4 URL/", "-F 'a=$x ${y}' URL/",
    "-F 'a=@t.json;headers=@headers.txt;filename=\"q\\\"x\"' URL/", "-F 'a\"b=1' -F é=ü URL/",
    "-F 'a=@body.txt;encoder=base64' URL/",
    "-H 'Transfer-Encoding: chunked' -F a=1 URL/", "-X POST -H 'Transfer-Encoding: chunked' -d abc URL/",
    "-T t.json -H 'Transfer-Encoding: chunked' URL/", "-T - URL/x < body.txt", "-T body.txt -T t.json URL/1 URL/2",
    "'URL/a[]=1' 'URL/?a\\[0\\]=1' 'URL/[a-c]' 'URL/[1-5:2]'", "URL//a//b/.. 'URL?x=/../y' URL/../../a/.",
    "-d $'a\\u00e9\\n' URL/", "-d 'x=$5 ${y} $(z)' URL/", "-H 'Connection: close' URL/",
    "-H 'Content-Length: 0' -X POST URL/",
    "-u ann URL/", "-u :pw URL/", "-H 'Authorization:' -u a:b URL/", "--digest -u a:b URL/",
    "-e 'http://r/;auto' URL/",
]
FILES = {
    "body.txt": b"one\r\ntwo $x \xff\n", "headers.txt": b"X-F: 1\n# no\nX-G: 2\n", "t.json": b"{}",
    "t.xml": b"<a/>", "t.csv": b"a,b", "t.html": b"<p>", "t.SVG": b"<svg/>",
    "jar.txt": b"127.0.0.1\tFALSE\t/p\tFALSE\t0\ta\t1\n127.0.0.1\tFALSE\t/other\tFALSE\t0\tb\t2\n",
}


@unittest.skipUnless(CURL, "curl is not installed")
class ImportCurl(Scenario):
    def setUp(self):
        super().setUp()
        self.recorder = self.started(RawRecorder())
        for name, content in FILES.items():
            with open(self.path(name), "wb") as file:
                file.write(content)

    def sent_by(self, command):
        self.recorder.requests.clear()
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, capture_output=True, timeout=30,
                              stdin=subprocess.DEVNULL)
        return [self.essence(one) for one in self.recorder.requests], done

    @staticmethod
    def essence(request):
        """Without the names that the programs choose for the boundaries of forms."""
        method, target, headers, body = request
        kept = []
        for name, value in headers:
            boundary = re.search(r"; boundary=([-\w]{16,})$", value)
            if name == "content-type" and boundary:
                body = body.replace(boundary[1].encode(), b"BOUNDARY")
                value = value.replace(boundary[1], "BOUNDARY")
                for inner in re.findall(rb"boundary=(\S+)\r", body):
                    body = body.replace(inner, b"INNER")
            # An empty POST may say that it is empty; the length of a form is that of its boundary.
            if name not in OWN_HEADERS + ("content-length",):
                kept.append((name, value))
        return method, target, sorted(kept), body

    def test_a_command_sends_what_curl_sends(self):
        for words in COMMANDS:
            with self.subTest(command=words):
                words = words.replace("URL", self.recorder.url)
                wanted, _ = self.sent_by(f"{CURL} -s {words}")
                got, done = self.sent_by(f"{HRP} run curl -s {words}")
                self.assertEqual(got, wanted, done.stderr.decode())

    def test_a_converted_script_sends_what_the_script_sends(self):
        self.write("calls.sh", SCRIPT.replace("URL", self.recorder.url))
        wanted, _ = self.sent_by("bash calls.sh")
        self.assertEqual(len(wanted), 7)
        got, done = self.sent_by(f"{HRP} convert calls.sh && {HRP} run calls.yaml")
        self.assertEqual(got, wanted, done.stderr.decode())
        self.assertIn(b"set -e is left out", done.stderr)

    def test_nothing_binary_goes_to_the_terminal(self):
        with open(self.path("x.gz"), "wb") as file:
            file.write(b"\x1f\x8b\x08\x00\x1b[2J\x00")
        done = subprocess.run([HRP, "convert", self.path("x.gz")], capture_output=True, timeout=30)
        self.assertIn(b"gzip cannot be converted", done.stderr)
        self.assertNotIn(b"\x1b", done.stderr)


SCRIPT = r"""#!/bin/bash
set -e
TOKEN=abc
curl -s "URL/a?t=$TOKEN" -H "X-T: ${TOKEN}" | cat > /dev/null
time curl -s -X POST URL/b -H 'Content-Type: application/json' -d @- <<'E'
{"a": "$b",
 "c": 1}
E
curl -s URL/c \
  -d "x=\$5" && curl -s URL/d; curl -s URL/e || true
cat body.txt | curl -s --data-binary @- URL/f
for i in 1; do curl -s $'URL/g?\u0041'; done
"""

if __name__ == "__main__":
    unittest.main()
