"""The load generators that the comparison knows: how to find each, its version, and the command that
runs one case with it. A tool takes part in a case when it has a command for it.
"""

import os
import re
import shutil
import subprocess

CONNECTIONS = 50

K6_SCRIPT = """
import http from 'k6/http';
import {{ check }} from 'k6';
export const options = {{ vus: {users}, duration: '{seconds}s', discardResponseBodies: {discard} }};
export default function () {{
{body}
}}
"""

K6_BODIES = {
    "simple": "  check(http.get('{base}/hello'), {{ ok: (r) => r.status === 200 }});",
    "body": "  check(http.get('{base}/large'), {{ ok: (r) => r.status === 200 }});",
    "checked": """
  const first = http.get('{base}/token');
  const token = first.json('token');
  check(first, {{ ok: (r) => r.status === 200, body: (r) => r.json('ok') === true }});
  const second = http.get('{base}/item/7?token=' + token,
                          {{ headers: {{ Authorization: 'Bearer ' + token }} }});
  check(second, {{
    ok: (r) => r.status === 200, body: (r) => r.json('ok') === true,
    token: (r) => r.json('token') === token,
  }});
""",
}
K6_BODIES["https"] = K6_BODIES["simple"]

LOCUST_SCRIPT = """
from locust import FastHttpUser, task


class User(FastHttpUser):
    host = "{base}"
    insecure = True

    @task
    def visit(self):
{body}
"""

LOCUST_BODIES = {
    "simple": """
        with self.client.get("/hello", catch_response=True) as reply:
            if reply.status_code != 200:
                reply.failure("status")
""",
    "checked": """
        with self.client.get("/token", catch_response=True) as reply:
            found = reply.json()
            token = found["token"]
            if reply.status_code != 200 or found["ok"] is not True:
                reply.failure("check")
        with self.client.get("/item/7", params={{"token": token}}, catch_response=True,
                             headers={{"Authorization": "Bearer " + token}}) as reply:
            found = reply.json()
            if reply.status_code != 200 or found["ok"] is not True or found["token"] != token:
                reply.failure("check")
""",
}


class Tool:
    """`found`: the path of its program, None when it is not installed."""

    name = ""
    program = ""
    version_arguments = ["--version"]
    environment = {}

    def __init__(self, path=None):
        self.found = path or shutil.which(self.program)

    def version(self):
        done = subprocess.run([self.found] + self.version_arguments, capture_output=True, text=True,
                              timeout=60, env={**os.environ, **self.environment}, check=False)
        number = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
        return number.group(0) if number else "?"

    def command(self, case, run):
        """The words to run, or None when the tool does not do this case."""
        raise NotImplementedError


def written(run, name, text):
    path = os.path.join(run.folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


class Hrp(Tool):
    name = "hrp"
    program = "hrp"

    def command(self, case, run):
        return [self.found, "boom", run.testcase(case), "--spawn-count", str(run.users),
                "--spawn-rate", str(run.users * 20), "--run-time", f"{run.seconds}s",
                "--threads", "1", "--disable-console-output"]


class HrpGo(Tool):
    """HttpRunner 4.3.6 as `hrp-go`: the same testcases, unchanged."""

    name = "hrp 4.3.6 (Go)"
    program = "hrp-go"
    environment = {"DISABLE_GA": "true", "DISABLE_SENTRY": "true"}

    def command(self, case, run):
        if case not in ("simple", "checked"):
            return None
        # It runs until it is told to stop, and its rate cannot be above the number of users.
        return ["timeout", "--signal=INT", "--preserve-status", f"{run.seconds}s", self.found,
                "boom", run.testcase(case), "--spawn-count", str(run.users), "--spawn-rate",
                str(run.users), "--disable-console-output", "--log-level", "error"]


class Wrk(Tool):
    name = "wrk"
    program = "wrk"
    version_arguments = ["-v"]

    def command(self, case, run):
        if case not in ("simple", "body", "https"):
            return None
        return [self.found, "-t1", f"-c{run.users}", f"-d{run.seconds}s", run.url(case)]


class H2load(Tool):
    name = "h2load"
    program = "h2load"

    def command(self, case, run):
        if case not in ("simple", "body", "https", "http2"):
            return None
        # A duration of its own would count the time before all clients are connected.
        words = [self.found, "-t1", f"-c{run.users}", "-m1", "-D", str(run.seconds)]
        return words + ([] if case == "http2" else ["--h1"]) + [run.url(case)]


class K6(Tool):
    name = "k6"
    program = "k6"
    version_arguments = ["version"]

    def command(self, case, run):
        if case not in K6_BODIES:
            return None
        script = K6_SCRIPT.format(users=run.users, seconds=run.seconds,
                           discard="false" if case == "checked" else "true",
                           body=K6_BODIES[case].format(base=run.base(case)))
        return [self.found, "run", "--quiet", "--no-usage-report", "--insecure-skip-tls-verify",
                written(run, f"k6-{case}.js", script)]


class Vegeta(Tool):
    name = "vegeta"
    program = "vegeta"
    version_arguments = ["-version"]

    def command(self, case, run):
        if case not in ("simple", "body", "https"):
            return None
        targets = written(run, f"vegeta-{case}.txt", f"GET {run.url(case)}\n")
        return [self.found, "attack", "-targets", targets, "-rate", "0", "-workers", str(run.users),
                "-max-workers", str(run.users), "-duration", f"{run.seconds}s", "-insecure",
                "-output", os.devnull]


class Oha(Tool):
    name = "oha"
    program = "oha"

    def command(self, case, run):
        if case not in ("simple", "body", "https"):
            return None
        return [self.found, "--no-tui", "--insecure", "-c", str(run.users), "-z",
                f"{run.seconds}s", run.url(case)]


class Locust(Tool):
    name = "Locust"
    program = "locust"

    def command(self, case, run):
        if case not in LOCUST_BODIES:
            return None
        script = written(run, f"locust_{case}.py", LOCUST_SCRIPT.format(
            base=run.base(case), body=LOCUST_BODIES[case].replace("{{", "{").replace("}}", "}")))
        return [self.found, "--headless", "--only-summary", "--loglevel", "ERROR", "-f", script,
                "-u", str(run.users), "-r", str(run.users), "-t", f"{run.seconds}s"]


PEERS = [Wrk, H2load, K6, Vegeta, Oha, Locust, HrpGo]
