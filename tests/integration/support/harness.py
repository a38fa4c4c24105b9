"""Starts real processes (hrp, the test server, nginx, a Pushgateway, Prometheus) and watches them.

Nothing here sleeps for a fixed time: everything waits for an event, with a bound. Ports are those
that the processes print, or free ones with a retry. The environment names the binaries:
HRP and TARGET_SERVER.
"""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

HRP = os.environ.get("HRP", "")
TARGET_SERVER = os.environ.get("TARGET_SERVER", "")
ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))  # of the source
# For what the tests import; the processes that they start have none.
os.environ.pop("PYTHONPATH", None)
DEFAULT_TIMEOUT = 15.0
SUCCESS = {"code": 0, "message": "success"}
READY, SPAWNING, RUNNING, STOPPING, STOPPED, QUITTING, MISSING = range(1, 8)


def wait_for(predicate, timeout=DEFAULT_TIMEOUT, what="", on_timeout=None):
    """The first truthy value of predicate(), asked every 20 ms; fails with `what` after timeout."""
    pause = threading.Event()
    deadline = time.monotonic() + timeout
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > deadline:
            detail = on_timeout() if on_timeout else ""
            raise AssertionError(f"not within {timeout} s: {what or predicate} {detail}")
        pause.wait(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A child process whose output is collected line by line while it runs."""

    def __init__(self, args, cwd=None, env=None):
        self.args = [str(arg) for arg in args]
        self.out = []
        self.err = []
        self._changed = threading.Condition()
        self._child = subprocess.Popen(
            self.args, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, encoding="utf-8", errors="replace")
        self._readers = [
            threading.Thread(target=self._collect, args=pair, daemon=True)
            for pair in ((self._child.stdout, self.out), (self._child.stderr, self.err))]
        for reader in self._readers:
            reader.start()

    def _collect(self, stream, lines):
        for line in stream:
            with self._changed:
                lines.append(line)
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    @property
    def pid(self):
        return self._child.pid

    @property
    def stdout(self):
        return "".join(list(self.out))

    @property
    def stderr(self):
        return "".join(list(self.err))

    def is_alive(self):
        return self._child.poll() is None

    def wait_line(self, pattern, timeout=DEFAULT_TIMEOUT):
        """The match of `pattern` in the first line, of either stream, that has one."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                for line in self.out + self.err:
                    found = re.search(pattern, line)
                    if found:
                        return found
                left = deadline - time.monotonic()
                ended = not self.is_alive() and not any(r.is_alive() for r in self._readers)
                if left <= 0 or ended:
                    raise AssertionError(
                        f"{'ended' if ended else 'waited'} without a line like {pattern!r}\n"
                        f"{self.describe()}")
                self._changed.wait(min(left, 0.1))

    def wait(self, timeout=DEFAULT_TIMEOUT):
        """The exit code, after all output was read."""
        try:
            code = self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {timeout} s\n{self.describe()}") from None
        for reader in self._readers:
            reader.join(5)
        return code

    def send_signal(self, number):
        if self.is_alive():
            self._child.send_signal(number)

    def end(self):
        """For clean-up: asks, then kills."""
        if self.is_alive():
            self.send_signal(signal.SIGCONT)
            self.send_signal(signal.SIGTERM)
            try:
                self._child.wait(3)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        for reader in self._readers:
            reader.join(5)
        self._child.stdout.close()
        self._child.stderr.close()

    def describe(self):
        return (f"$ {' '.join(self.args)}\n--- stdout\n{self.stdout[-4000:]}\n"
                f"--- stderr\n{self.stderr[-4000:]}")


def http_call(port, method, path, body=None, headers=None, timeout=10):
    """(status, text) of one request to 127.0.0.1."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        connection.request(method, path, body, headers or {})
        reply = connection.getresponse()
        return reply.status, reply.read().decode("utf-8", "replace")
    finally:
        connection.close()


class TargetServer:
    """hrp-test-server: counts what it is asked."""

    def __init__(self, *flags):
        self.process = Process([TARGET_SERVER, "--port", "0", *flags])
        self.port = int(self.process.wait_line(r"listening on 127\.0\.0\.1:(\d+)").group(1))
        self.url = f"http://127.0.0.1:{self.port}"
        self._tls = "--tls" in flags

    def stats(self):
        if self._tls:
            raise AssertionError("statistics of the TLS server are not read")
        status, text = http_call(self.port, "GET", "/__stats")
        assert status == 200, text
        return json.loads(text)

    def count(self, path):
        return self.stats()["by_path"].get(path, 0)

    def end(self):
        self.process.end()


class Nginx:
    """Debian's nginx with one location that answers 200, and stub_status."""

    CONFIG = """
daemon off; master_process off; pid nginx.pid; error_log stderr;
events {{ worker_connections 512; }}
http {{
  access_log off; keepalive_requests 1000000;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {{
    listen 127.0.0.1:{port};
    location = /status {{ stub_status; }}
    location / {{ default_type application/json; return 200 '{{"ok":true}}'; }}
  }}
}}
"""

    @staticmethod
    def binary():
        return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

    def __init__(self, folder):
        self.port, self.process = start_on_free_port(
            lambda port: self._start(folder, port), lambda port: http_call(port, "GET", "/status"))
        self.url = f"http://127.0.0.1:{self.port}"

    def _start(self, folder, port):
        config = os.path.join(folder, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(self.CONFIG.format(port=port))
        return Process([self.binary(), "-p", folder, "-c", config])

    def requests(self):
        """All requests so far, this one included."""
        _, text = http_call(self.port, "GET", "/status")
        return int(re.search(r"requests\s+\d+ \d+ (\d+)", text).group(1))

    def end(self):
        self.process.end()


class Pushgateway:
    SAMPLE = re.compile(r'^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$')
    LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

    @staticmethod
    def binary():
        return shutil.which("prometheus-pushgateway")

    def __init__(self):
        self.port, self.process = start_on_free_port(
            lambda port: Process([self.binary(), f"--web.listen-address=127.0.0.1:{port}",
                                  "--persistence.file="]),
            lambda port: http_call(port, "GET", "/-/ready")[0] == 200)

    def samples(self, **labels):
        """[(name, labels, value)] of job hrp that carry all of `labels`."""
        _, text = http_call(self.port, "GET", "/metrics")
        found = []
        for line in text.splitlines():
            parts = self.SAMPLE.match(line)
            if not parts:
                continue
            held = dict(self.LABEL.findall(parts.group(2) or ""))
            if held.get("job") == "hrp" and all(held.get(k) == v for k, v in labels.items()):
                found.append((parts.group(1), held, float(parts.group(3))))
        return found

    def push(self, group, text):
        """The status of a push to /metrics/job/<group>."""
        return http_call(self.port, "PUT", "/metrics/job/" + group, text)[0]

    def groups(self):
        """[(mode, instance)] of job hrp."""
        _, text = http_call(self.port, "GET", "/api/v1/metrics")
        labels = [group["labels"] for group in json.loads(text)["data"]]
        return sorted((l["mode"], l["instance"]) for l in labels if l["job"] == "hrp")

    def sums(self, metric, /, **labels):
        return sum(value for found, _, value in self.samples(**labels) if found == metric)

    def end(self):
        self.process.end()


class Prometheus:
    """Debian's Prometheus, which scrapes one port of this machine."""

    CONFIG = """
global: {{scrape_interval: {interval}}}
scrape_configs:
  - job_name: gateway
    honor_labels: true
    static_configs: [{{targets: ["127.0.0.1:{target}"]}}]
"""

    @staticmethod
    def binary():
        return shutil.which("prometheus")

    def __init__(self, folder, target, interval="1s"):
        config = os.path.join(folder, "prometheus.yml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(self.CONFIG.format(interval=interval, target=target))
        self.port, self.process = start_on_free_port(
            lambda port: Process([self.binary(), f"--config.file={config}",
                                  f"--storage.tsdb.path={folder}/tsdb",
                                  f"--web.listen-address=127.0.0.1:{port}"]),
            lambda port: http_call(port, "GET", "/-/ready")[0] == 200)

    def value(self, expression):
        """Of an expression with one result; None without one."""
        _, text = http_call(self.port, "GET",
                            "/api/v1/query?query=" + urllib.parse.quote(expression, safe=""))
        result = json.loads(text)["data"]["result"]
        return float(result[0]["value"][1]) if result else None

    def end(self):
        self.process.end()


def start_on_free_port(start, answers, attempts=5):
    """A process that cannot choose its own port; another one may take the port meanwhile."""
    for _ in range(attempts):
        port = free_port()
        process = start(port)

        def is_up(port=port, process=process):
            if not process.is_alive():
                return "ended"
            try:
                return answers(port) and "up"
            except OSError:
                return None

        if wait_for(is_up, what=" ".join(process.args)) == "up":
            return port, process
        failure = process.describe()
        process.end()
    raise AssertionError(failure)


class Scenario(unittest.TestCase):
    """A test with a folder of its own, whose processes are gone when it ends."""

    def setUp(self):
        for name, path in (("HRP", HRP), ("TARGET_SERVER", TARGET_SERVER)):
            if not os.path.isfile(path):
                self.fail(f"the environment variable {name} must name the binary, is {path!r}")
        self.folder = tempfile.mkdtemp(prefix="hrp-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def started(self, thing):
        self.addCleanup(thing.end)
        return thing

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return path

    def read_summary(self, name="summary.json"):
        with open(self.path(name), encoding="utf-8") as file:
            return json.load(file)

    def summary_of(self, reason):
        """The summary of a run that ended for `reason`; a master tells of the end before it is written."""
        def written():
            summary = os.path.exists(self.path("summary.json")) and self.read_summary()
            return summary if summary and summary["reason"] == reason else None
        return wait_for(written, what="the summary of a run that ended for " + reason)

    def target(self, *flags):
        return self.started(TargetServer(*flags))

    def case(self, name, base_url, *steps, **config):
        """Writes a testcase; without steps it is one GET of /hello that must be 200."""
        steps = steps or (step("get hello", "/hello"),)
        return self.write(name, {"config": {"name": name, "base_url": base_url, **config},
                                 "teststeps": list(steps)})

    def hrp(self, *args):
        env = dict(os.environ, HOME=self.folder)
        return self.started(Process([HRP, *args], cwd=self.folder, env=env))

    def boom(self, *args):
        """Standalone `hrp boom` that writes summary.json."""
        return self.hrp("boom", *args, "--summary-json", self.path("summary.json"))

    def finished(self, process, timeout=25, code=0):
        """The summary of a run, after the process ended with `code`."""
        self.assertEqual(process.wait(timeout), code, process.describe())
        return self.read_summary()


def step(name, url, method="GET", status=200, checks=(), extract=None, **request):
    built = {"name": name, "request": {"method": method, "url": url, **request}}
    if extract:
        built["extract"] = extract
    built["validate"] = [{"eq": ["status_code", status]}, *checks]
    return built


class Master:
    """A master with its control API, whatever its mode."""

    def __init__(self, scenario, *args, bind_port=0):
        self.process = scenario.hrp(
            "boom", *args, "--master", "--master-bind-host", "127.0.0.1",
            "--master-bind-port", str(bind_port), "--master-http-address", "127.0.0.1:0",
            "--summary-json", scenario.path("summary.json"))
        self._scenario = scenario
        self.bind_port = int(self.process.wait_line(
            r"listening for workers on tcp://127\.0\.0\.1:(\d+)").group(1))
        self.listening_since = time.monotonic()
        self._api_port = 0

    @property
    def api_port(self):
        if not self._api_port:
            self._api_port = int(self.process.wait_line(
                r"control API on http://127\.0\.0\.1:(\d+)").group(1))
        return self._api_port

    def worker(self, *flags):
        return self._scenario.hrp("boom", "--worker", "--master-host", "127.0.0.1",
                                  "--master-port", str(self.bind_port), *flags)

    def call(self, method, path, body=None):
        """The reply's JSON; its status must be 200."""
        status, text = http_call(self.api_port, method, path, body, timeout=20)
        if status != 200:
            raise AssertionError(f"{method} {path}: {status} {text}")
        return json.loads(text)

    def start(self, case, **profile):
        keys = {key.replace("_", "-"): value for key, value in profile.items()}
        return self.call("POST", "/start", {"testcase-path": case, **keys})

    def workers(self):
        return self.call("GET", "/workers")["data"]

    def state(self):
        return self.call("GET", "/master")["data"]

    def users(self):
        """The users of the workers that are there, in ascending order."""
        return sorted(w["user_count"] for w in self.workers() if w["state"] != MISSING)

    def wait_workers(self, count, timeout=DEFAULT_TIMEOUT):
        wait_for(lambda: self.state()["workers"] == count, timeout, f"{count} workers",
                 self.describe)

    def wait_state(self, state, timeout=DEFAULT_TIMEOUT):
        wait_for(lambda: self.state()["state"] == state, timeout, f"master in state {state}",
                 self.describe)

    def wait_users(self, users, timeout=DEFAULT_TIMEOUT):
        wait_for(lambda: self.users() == sorted(users), timeout, f"users {users}", self.describe)

    def describe(self):
        return f"\nworkers: {json.dumps(self.workers())}\n{self.process.describe()}"
