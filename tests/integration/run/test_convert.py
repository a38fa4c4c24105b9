"""`hrp eval`, `hrp convert` and `curl` as a testcase: what is converted sends what the source sends."""

import http.server
import json
import os
import shlex
import shutil
import subprocess
import threading
import unittest

from harness import HRP, Master, Scenario

CURL = shutil.which("curl")
# What each program says of itself; hrp asks for compressed responses where curl does not.
OWN_HEADERS = ("user-agent", "accept", "accept-encoding")


class Recorder:
    """A server that keeps every request: (method, target, headers, body)."""

    def __init__(self):
        self.requests = []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value.strip() for name, value in self.headers.items()}
                recorder.requests.append((self.command, self.path, headers, body))
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(b"ok")

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer

            def log_message(self, *args):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def end(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class Tool(Scenario):
    def setUp(self):
        super().setUp()
        self.recorder = self.started(Recorder())

    def run_hrp(self, *args, stdin="", code=0):
        done = subprocess.run([HRP, *args], cwd=self.folder, input=stdin, capture_output=True,
                              encoding="utf-8", timeout=30)
        self.assertEqual(done.returncode, code, f"{args}\n{done.stdout}\n{done.stderr}")
        return done

    def sent_by_boom(self, *words):
        """The requests of one iteration."""
        self.recorder.requests.clear()
        self.finished(self.boom(*words, "--loop-count", "1"))
        return list(self.recorder.requests)


class Eval(Tool):
    def test_a_document_from_a_file_and_from_standard_input(self):
        self.write("a.json", '{"body": {"id": 9223372036854775807, "tags": ["x", "y"]}}')
        self.assertEqual(self.run_hrp("eval", "body.id", "a.json").stdout, "9223372036854775807\n")
        found = self.run_hrp("eval", "body.tags[-1]", stdin='{"body": {"tags": ["x", "y"]}}')
        self.assertEqual(found.stdout, '"y"\n')

    def test_errors_have_a_place(self):
        wrong = self.run_hrp("eval", "body.[", stdin="{}", code=2)
        self.assertEqual(wrong.stdout, "")
        self.assertIn("column", wrong.stderr)
        self.assertRegex(wrong.stderr, r"\n     body\.\[\n     +\^\n")
        broken = self.run_hrp("eval", "a", stdin='{\n "a": }', code=11)
        self.assertIn("standard input:2:7", broken.stderr)


class Convert(Tool):
    def compare(self, command):
        """curl and the testcase made of its command send the same."""
        self.recorder.requests.clear()
        subprocess.run(["sh", "-c", command], cwd=self.folder, stdout=subprocess.DEVNULL,
                       check=True, timeout=30)
        wanted = list(self.recorder.requests)
        self.write("call.sh", command)
        if os.path.exists(self.path("call.yaml")):
            os.remove(self.path("call.yaml"))
        self.run_hrp("convert", "call.sh")
        got = self.sent_by_boom("call.yaml")
        self.assertEqual([self.essence(one) for one in got], [self.essence(one) for one in wanted],
                         command)

    @staticmethod
    def essence(request):
        method, target, headers, body = request
        return (method, target,
                {name: value for name, value in headers.items() if name not in OWN_HEADERS}, body)

    @unittest.skipUnless(CURL, "curl is not installed")
    def test_a_converted_command_sends_what_curl_sends(self):
        self.write("in.txt", "one\r\ntwo $x\n")
        with open(self.path("in.bin"), "wb") as file:
            file.write(bytes(range(256)))
        url = self.recorder.url
        for command in (
                f"curl -s {url}",
                f"curl -s '{url}/a%2Fb/c?q=1&r=%20' -H 'X-A:  b ' -H 'X-Empty;'",
                f"curl -s {url}/p -d 'a=1' -d \"b=\\$2\" --data-urlencode 'c=d e&' ",
                f"curl -sXPUT {url}/p -H 'Content-Type: text/plain' --data-raw ' $x ${{y}} '",
                f"curl -s {url}/p -H 'Content-Type: application/json' \\\n"
                "  --data-raw '{\"cost\": \"$5\", \"name\": \"it'\\''s\"}'",
                f"curl -s {url}/p --data-binary @in.bin -H 'Content-Type: image/x'",
                f"curl -s {url}/p --data-binary @in.txt",
                f"curl -s {url}/p -d @in.txt",
                f"curl -sG {url}/p -d 'a=1' --data-urlencode 'b=c d'",
                f"curl -s -u 'me:se$cret' -b 'a=1; b=2' -e http://ref/ {url}/p {url}/q",
                f"curl -sI {url}/head",
                f"curl -s -d first {url}/1 --next -sX DELETE {url}/2"):
            with self.subTest(command=command):
                self.compare(command)

    def test_a_form_arrives_with_its_file(self):
        self.write("in.txt", "content $x")
        self.write("form.sh", f"curl {self.recorder.url}/up -F 'title=a $b; c' "
                              "-F 'file=@in.txt;type=text/x;filename=\"n.txt\"' -F title=twice")
        self.run_hrp("convert", "form.sh", "--to", "json")
        (method, target, headers, body), = self.sent_by_boom("form.json")
        self.assertEqual((method, target), ("POST", "/up"))
        boundary = headers["content-type"].split("boundary=")[1].encode()
        parts = body.split(b"--" + boundary)
        self.assertEqual(len(parts), 5)
        self.assertEqual(parts[1], b'\r\nContent-Disposition: form-data; name="title"\r\n\r\na $b\r\n')
        self.assertEqual(parts[2], b'\r\nContent-Disposition: form-data; name="file"; '
                                   b'filename="n.txt"\r\nContent-Type: text/x\r\n\r\ncontent $x\r\n')

    def test_har_and_postman(self):
        url = self.recorder.url
        self.write("shop.har", json.dumps({"log": {"entries": [
            {"request": {"method": "POST", "url": url + "/har?a=1", "headers": [
                {"name": "Content-Type", "value": "application/json"},
                {"name": "Content-Length", "value": "999"}],
                "postData": {"mimeType": "application/json", "text": '{"cost":"$1"}\n'}},
             "response": {"status": 200}}]}}))
        self.write("shop.postman_collection.json", json.dumps({
            "info": {"name": "Shop"}, "variable": [{"key": "base-url", "value": url}],
            "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{t}}"}]},
            "item": [{"name": "Folder", "item": [{"name": "save", "request": {
                "method": "PUT", "url": "{{base-url}}/postman",
                "body": {"mode": "urlencoded", "urlencoded": [
                    {"key": "a b", "value": "{{base-url}}&"},
                    {"key": "off", "value": "1", "disabled": True}]}}}]}]}))
        done = self.run_hrp("convert", "shop.har", "shop.postman_collection.json", "--output-dir",
                            "out", "--to", "json", code=1)  # both are shop.json
        self.assertIn("shop.json is already there", done.stderr)
        self.run_hrp("convert", "shop.postman_collection.json")
        (method, target, headers, body), = self.sent_by_boom("out/shop.json")
        self.assertEqual((method, target, body), ("POST", "/har?a=1", b'{"cost":"$1"}\n'))
        self.assertEqual(headers["content-length"], "14")
        (method, target, headers, body), = self.sent_by_boom("shop.yaml")
        self.assertEqual((method, target, headers["authorization"]), ("PUT", "/postman", "Bearer {{t}}"))
        self.assertEqual(headers["content-type"], "application/x-www-form-urlencoded")
        self.assertEqual(body.decode(), "a%20b=" + url.replace(":", "%3A").replace("/", "%2F") + "%26")

    def test_a_testcase_goes_to_yaml_and_back(self):
        self.case("case.json", self.recorder.url)
        before = self.sent_by_boom("case.json")
        self.run_hrp("convert", "case.json")
        self.assertEqual(self.sent_by_boom("case.yaml"), before)
        self.run_hrp("convert", "case.yaml", "--output-dir", "back")
        self.assertEqual(self.sent_by_boom("back/case.json"), before)

    def test_errors_name_file_and_place(self):
        self.write("bad.sh", "curl http://x/ \\\n  --frobnicate")
        self.assertIn("bad.sh:2:3: curl's --frobnicate is not known",
                      self.run_hrp("convert", "bad.sh", code=15).stderr)
        self.assertIn("none.har", self.run_hrp("convert", "none.har", code=10).stderr)
        self.run_hrp("convert", "bad.sh", "--to", "toml", code=2)


class Curl(Tool):
    def test_boom_takes_a_pasted_command(self):
        words = shlex.split(f"""curl '{self.recorder.url}/a?b=$c' -X POST -H 'X-A: $1'
                                --spawn-count 2 -d 'x=$y' --spawn-rate 100 --compressed""")
        sent = self.sent_by_boom(*words)
        self.assertEqual(len(sent), 2)
        for method, target, headers, body in sent:
            self.assertEqual((method, target, body), ("POST", "/a?b=$c", b"x=$y"))
            self.assertEqual(headers["x-a"], "$1")

    def test_run_takes_a_pasted_command(self):
        done = self.run_hrp("run", "--save-tests", "-g", "curl", "-sd", "a=$1",
                            self.recorder.url + "/r", "--http-stat", "-H", "X-A: <b>")
        (method, target, headers, body), = self.recorder.requests
        self.assertEqual((method, target, body), ("POST", "/r", b"a=$1"))
        self.assertEqual(headers["x-a"], "<b>")
        self.assertIn("> POST " + self.recorder.url + "/r HTTP/1.1", done.stdout)
        self.assertIn("times ", done.stdout)
        folder, = os.listdir(self.path("results"))
        with open(self.path(f"results/{folder}/summary.json"), encoding="utf-8") as file:
            summary = json.load(file)
        self.assertTrue(summary["success"])
        record, = summary["details"][0]["records"]
        self.assertEqual(record["data"]["req_resps"]["request"]["body"], "a=$1")
        self.assertEqual(record["data"]["req_resps"]["response"]["body"], "ok")
        with open(self.path(f"results/{folder}/report.html"), encoding="utf-8") as file:
            page = file.read()
        self.assertIn("&lt;b&gt;", page)
        self.assertNotIn("<b>", page.split("<h3>Request</h3>")[1])

    def test_a_master_hands_it_to_its_workers(self):
        master = Master(self, "curl", self.recorder.url + "/w", "-sd", "a", "--auto-start",
                        "--expect-workers", "2", "--spawn-count", "4", "--spawn-rate", "100",
                        "--loop-count", "5")
        for _ in range(2):
            master.worker()
        summary = self.finished(master.process)
        self.assertEqual(summary["total"]["requests"], 20)
        self.assertEqual([(method, body) for method, _, _, body in self.recorder.requests],
                         [("POST", b"a")] * 20)

    def test_what_neither_knows_is_named(self):
        done = self.run_hrp("boom", "curl", self.recorder.url, "--frobnicate", code=2)
        self.assertIn("curl's --frobnicate is not known", done.stderr)
        self.assertIn("no URL", self.run_hrp("boom", "curl", code=2).stderr)
        self.assertIn("--spawn-count", self.run_hrp("boom", "curl", "--help").stdout)


if __name__ == "__main__":
    unittest.main()
