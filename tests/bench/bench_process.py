"""What the benchmarks do with processes: start them, look at their memory and CPU, serve them."""

import json
import os
import re
import resource
import subprocess
import urllib.request


def write_file(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def boom(binary, case, users, seconds, *more, threads=1, rate=None):
    """The command of a load of `users` on `case`; they start within a twentieth of a second unless `rate` says else."""
    return [binary, "boom", case, "--spawn-count", str(users), "--spawn-rate", str(rate or users * 20), "--run-time",
            f"{seconds}s", "--threads", str(threads), "--disable-console-output", *more]


def raise_file_limit():
    """Every connection is an open file; the limit is that of the processes that are started, too."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def memory_of(pid):
    """{"VmRSS": bytes, "RssAnon": bytes, …} of a running process."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        return {name: int(kb) * 1024 for name, kb in re.findall(r"(\w+):\s+(\d+) kB", file.read())}


def cpu_of(pid):
    """User and system seconds of a running process so far."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class TestServer:
    """hrp-test-server on a free port of loopback, which counts."""

    def __init__(self, path, cpu=None):
        pinned = [] if cpu is None else ["taskset", "-c", str(cpu)]
        self.process = subprocess.Popen([*pinned, path, "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", self.process.stdout.readline()).group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def stats(self):
        with urllib.request.urlopen(self.url + "/__stats", timeout=10) as reply:
            return json.load(reply)

    def counted(self, path):
        return self.stats()["by_path"].get(path, 0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
