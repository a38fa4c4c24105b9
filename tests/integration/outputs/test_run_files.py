"""Run files: what --save leaves of a run, also of a master that was killed, and hrp report."""

import base64
import csv
import gzip
import json
import os
import re
import signal
import subprocess
import unittest

from harness import HRP, Master, Scenario, wait_for

RECORD_BENCH = os.environ.get("RECORD_BENCH", "")
TABLE_ROW = r"\| request-GET +\| [^|]+\| +(\d+) \|"


class RunFiles(Scenario):
    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.hello = self.case("case.json", self.server.url)

    def report(self, *words):
        """Standard output of hrp report on run.hrp."""
        process = self.hrp("report", self.path("run.hrp"), *words)
        self.assertEqual(process.wait(), 0, process.describe())
        return process.stdout

    def requests(self, *words):
        found = re.search(TABLE_ROW, self.report(*words))
        return int(found.group(1)) if found else 0


class Saved(RunFiles):
    def test_a_run_alone(self):
        process = self.hrp("boom", self.hello, "--loop-count", 30, "--save", "run.hrp",
                           "--summary-json", "s.json")
        self.assertEqual(process.wait(), 0, process.describe())
        with open(self.path("s.json"), encoding="utf-8") as file:
            summary = json.load(file)
        self.assertEqual(self.requests(), summary["total"]["requests"])
        self.assertIn("Ended by: loop-count", self.report())

    def test_windows_are_parts_of_the_run(self):
        process = self.hrp("boom", self.hello, "--run-time", "3s", "--max-rps", 20, "--spawn-count",
                           5, "--spawn-rate", 50, "--save", "run.hrp")
        self.assertEqual(process.wait(), 0, process.describe())
        parts = self.requests("--to", "1s"), self.requests("--from", "1s")
        self.assertEqual(sum(parts), self.requests())
        self.assertGreater(min(parts), 5)

    def test_a_dash_is_standard_output(self):
        with open(self.path("run.hrp"), "wb") as file:
            done = subprocess.run([HRP, "boom", self.hello, "--loop-count", "7", "--save", "-"],
                                  cwd=self.folder, stdout=file, stderr=subprocess.PIPE, timeout=60,
                                  check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"Statistics Summary", done.stderr)
        self.assertEqual(self.requests(), 7)

    def test_what_cannot_be_written_is_told_before_the_first_request(self):
        for words, text in ((["--save", self.path("no/run.hrp")], "--save: "),
                            (["--save", "-", "--summary-json", "-"], "cannot both have"),
                            (["--save", "x", "--worker"], "")):
            process = self.hrp("boom", self.hello, *words)
            self.assertEqual(process.wait(), 2, process.describe())
            self.assertIn(text, process.stderr)
        self.assertEqual(self.server.count("/hello"), 0)

    def test_every_signal_ends_a_recorded_run_in_order(self):
        """The thread that writes the file is no thread that a signal ends the process on."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signal=number.name):
                results = "results-" + number.name
                server = self.target()
                case = self.case("case.json", server.url)
                run = self.boom(case, "--max-rps", "100", "--results", results)
                wait_for(lambda: server.count("/hello") > 20, what="load")
                run.send_signal(number)
                summary = self.finished(run)
                self.assertEqual(summary["reason"], "signal")
                self.assertEqual(summary["total"]["requests"], server.count("/hello"))
                for name in ("junit.xml", "summary.md", "report.html", "timeline_stats.csv"):
                    self.assertTrue(os.path.exists(self.path(results + "/" + name)), name)

    def test_two_processes_do_not_write_one_file(self):
        load = ("boom", self.hello, "--run-time", "60s", "--max-rps", 20, "--save")
        first = self.hrp(*load, "run.hrp")
        wait_for(lambda: self.server.count("/hello") > 0, what="load")
        os.symlink("run.hrp", self.path("link"))
        second = self.hrp(*load, "link")
        self.assertEqual(second.wait(), 2, second.describe())
        self.assertIn("link: another process is writing it", second.stderr)
        first.send_signal(signal.SIGTERM)
        self.assertEqual(first.wait(), 0, first.describe())
        self.assertEqual(self.requests(), self.server.count("/hello"))

    def test_a_run_that_never_began_leaves_no_empty_file(self):
        process = self.hrp("boom", self.path("missing.json"), "--save", "run.hrp")
        self.assertEqual(process.wait(), 10, process.describe())
        self.assertFalse(os.path.exists(self.path("run.hrp")))

    def test_a_report_leaves_the_run_as_it_is(self):
        process = self.hrp("boom", self.hello, "--loop-count", 3, "--save", "z_stats.csv")
        self.assertEqual(process.wait(), 0, process.describe())
        os.symlink("z_stats.csv", self.path("run.hrp"))
        with open(self.path("z_stats.csv"), "rb") as file:
            before = file.read()
        for words in (["--html", "run.hrp"], ["--html", "./z_stats.csv"], ["--csv", "z"],
                      ["--json", "--html", "-"], ["--csv", "-"], ["--html", "no/r.html"],
                      ["--from", "1h"], ["--from", "1.5s"], ["--to", "500ms"]):
            process = self.hrp("report", "run.hrp", *words)
            self.assertEqual(process.wait(), 2, process.describe())
            self.assertEqual(process.stdout, "")
        with open(self.path("z_stats.csv"), "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertFalse(os.path.exists(self.path("z_failures.csv")))
        self.assertEqual(self.requests(), 3)

    def test_a_full_disk_costs_the_file_only(self):
        process = self.hrp("boom", self.hello, "--loop-count", 5, "--save", "/dev/full")
        self.assertEqual(process.wait(), 40, process.describe())
        self.assertIn("/dev/full: No space left", process.stderr)
        self.assertEqual(self.server.count("/hello"), 5)


class Killed(RunFiles):
    def test_a_killed_process_leaves_all_but_the_last_second(self):
        process = self.hrp("boom", self.hello, "--run-time", "60s", "--max-rps", 50,
                           "--spawn-count", 5, "--spawn-rate", 50, "--save", "run.hrp")
        seen = wait_for(lambda: self.server.count("/hello") >= 150 and self.server.count("/hello"),
                        what="three seconds of load")
        process.send_signal(signal.SIGKILL)
        process.wait()
        # Of the second that was under way, and of the one before until it was written.
        self.assertGreaterEqual(self.requests(), seen - 50 - 20)
        self.assertIn("its process was killed", self.report())


    def test_a_killed_master_leaves_all_but_the_last_second_of_its_workers(self):
        master = Master(self, self.hello, "--auto-start", "--expect-workers", "2", "--run-time",
                        "60s", "--max-rps", "50", "--spawn-count", "6", "--spawn-rate", "50",
                        "--results", self.path("out"))
        for _ in range(2):
            master.worker()
        seen = wait_for(lambda: self.server.count("/hello") >= 150 and self.server.count("/hello"),
                        what="three seconds of load")
        master.process.send_signal(signal.SIGKILL)
        master.process.wait()
        os.rename(self.path("out/run.hrp"), self.path("run.hrp"))
        self.assertGreaterEqual(self.requests(), seen - 50 - 20)
        self.assertIn("its process was killed", self.report())
        self.report("--html", "report.html")
        with open(self.path("report.html"), encoding="utf-8") as file:
            data = page_data(file.read())
        self.assertEqual(data["run"]["state"], "running")
        self.assertEqual(len(data["workers"]), 2)
        self.assertIn(2, data["series"]["workers"])
        with open(self.path("out/timeline_stats_history.csv"), encoding="utf-8") as file:
            self.assertGreaterEqual(int(list(csv.DictReader(file))[-1]["Total Request Count"]),
                                    seen - 50 - 20)


def page_data(page):
    """The document in a report."""
    kind, text = re.search(r'<script id="run-data" type="application/(\w+)">([^<]*)<', page).groups()
    return json.loads(gzip.decompress(base64.b64decode(text)) if kind == "gzip" else text)


class Page(RunFiles):
    def page(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def test_the_page_of_a_run_and_of_its_file_hold_the_same(self):
        process = self.hrp("boom", self.hello, "--loop-count", 30, "--save", "run.hrp", "--html",
                           "now.html", "--summary-json", "s.json")
        self.assertEqual(process.wait(), 0, process.describe())
        self.report("--html", "later.html")
        now, later = page_data(self.page("now.html")), page_data(self.page("later.html"))
        self.assertEqual(now, later)
        self.assertEqual(json.loads(self.report("--json")), now)
        with open(self.path("s.json"), encoding="utf-8") as file:
            summary = json.load(file)
        for key in ("requests", "failures", "rps"):
            self.assertEqual(now["total"][key], summary["total"][key])
        self.assertEqual(now["total"]["latency_ms"].items() & summary["total"]["latency_ms"].items(),
                         summary["total"]["latency_ms"].items())
        self.assertEqual(now["run"]["command"], summary["command"])
        self.assertIn("--loop-count 30", summary["command"])
        self.assertEqual(dict(now["settings"]), summary["settings"])
        self.assertEqual(sum(point["requests"] for point in summary["timeline"]), 30)

    def test_a_run_that_never_began_has_a_page_too(self):
        process = self.hrp("boom", self.path("missing.json"), "--html", "r.html")
        self.assertNotEqual(process.wait(), 0)
        data = page_data(self.page("r.html"))
        self.assertEqual(data["run"]["reason"], "error")
        self.assertIn("missing.json", data["run"]["reason_text"])


@unittest.skipUnless(RECORD_BENCH, "names no hrp-record-bench")
class Long(RunFiles):
    def test_an_hour_of_a_hundred_rows(self):
        subprocess.run([RECORD_BENCH, self.path("run.hrp"), "100", "3600", "20"], check=True,
                       stdout=subprocess.DEVNULL, timeout=200)
        child = subprocess.Popen([HRP, "report", self.path("run.hrp")], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
        self.assertEqual(status, 0)
        subprocess.run([RECORD_BENCH, self.path("half.hrp"), "50", "3600", "20"], check=True,
                       stdout=subprocess.DEVNULL, timeout=200)
        self.assertLess(os.path.getsize(self.path("half.hrp")), 20 << 20)
        subprocess.run([HRP, "report", self.path("half.hrp"), "--html", self.path("p.html")],
                       check=True, timeout=100)
        self.assertLess(os.path.getsize(self.path("p.html")), 600_000)
        if os.environ.get("OPTIMISED"):  # sanitizers take their share of both
            self.assertLess(usage.ru_maxrss, 200 * 1024)
            self.assertLess(usage.ru_utime + usage.ru_stime, 2)


if __name__ == "__main__":
    unittest.main()
