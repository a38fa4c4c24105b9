"""What a run leaves behind: --results and the files of it, for what reads them."""

import csv
import importlib.util
import json
import os
import signal
import stat
import unittest
import xml.etree.ElementTree

from harness import Scenario, step, wait_for

# As Locust 2.32.4 writes them (locust/stats.py, StatsCSV).
PERCENTILES = ["50%", "66%", "75%", "80%", "90%", "95%", "98%", "99%", "99.9%", "99.99%", "100%"]
STATS = ["Type", "Name", "Request Count", "Failure Count", "Median Response Time",
         "Average Response Time", "Min Response Time", "Max Response Time", "Average Content Size",
         "Requests/s", "Failures/s", *PERCENTILES]
HISTORY = ["Timestamp", "User Count", "Type", "Name", "Requests/s", "Failures/s", *PERCENTILES,
           "Total Request Count", "Total Failure Count", "Total Median Response Time",
           "Total Average Response Time", "Total Min Response Time", "Total Max Response Time",
           "Total Average Content Size"]
FAILURES = ["Method", "Name", "Error", "Occurrences"]


class ResultFiles(Scenario):
    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.mixed = self.case("mixed.json", self.server.url, step("fine", "/hello"),
                               step("wrong, <here>", "/missing"))

    def table(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def header(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as file:
            return next(csv.reader(file))

    def text(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()


class AtTheEnd(ResultFiles):
    def test_a_folder_has_them_all(self):
        process = self.hrp("boom", self.mixed, "--loop-count", 10, "--results", "out/of/run")
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertEqual(sorted(os.listdir(self.path("out/of/run"))), [
            "junit.xml", "report.html", "run.hrp", "summary.json", "summary.md", "timeline_failures.csv",
            "timeline_stats.csv", "timeline_stats_history.csv"])
        total = json.loads(self.text("out/of/run/summary.json"))["total"]
        self.assertEqual(total["requests"], self.server.count("/hello") +
                         self.server.count("/missing"))
        aggregated = self.table("out/of/run/timeline_stats.csv")[-1]
        self.assertEqual(aggregated["Name"], "Aggregated")
        self.assertEqual(int(aggregated["Request Count"]), total["requests"])
        self.assertEqual(int(aggregated["Failure Count"]), total["failures"])
        self.assertAlmostEqual(float(aggregated["95%"]), total["latency_ms"]["p95"], 2)
        history = self.table("out/of/run/timeline_stats_history.csv")
        self.assertEqual(int(history[-1]["Total Request Count"]), total["requests"])
        self.assertEqual(sum(int(row["Requests/s"]) for row in history), total["requests"])

    def test_tables_have_the_columns_of_locust(self):
        process = self.hrp("boom", self.mixed, "--loop-count", 3, "--csv", "t")
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertEqual(self.header("t_stats.csv"), STATS)
        self.assertEqual(self.header("t_stats_history.csv"), HISTORY)
        self.assertEqual(self.header("t_failures.csv"), FAILURES)
        failure, = self.table("t_failures.csv")
        self.assertEqual((failure["Method"], failure["Name"], failure["Occurrences"]),
                         ("GET", "wrong, <here>", "3"))

    def test_a_pipeline_reads_junit_and_markdown(self):
        process = self.hrp("boom", self.mixed, "--loop-count", 3, "--junit", "j.xml", "--markdown",
                           "-")
        self.assertEqual(process.wait(), 0, process.describe())
        suite = xml.etree.ElementTree.parse(self.path("j.xml")).getroot().find("testsuite")
        failed = {case.get("name"): case.find("failure").get("message") for case in suite}
        self.assertEqual(failed, {"wrong, <here>": "3 of 3 failed", "Action": "3 of 3 failed"})
        self.assertTrue(process.stdout.startswith("## hrp boom\n"), process.describe())
        self.assertIn("Statistics Summary", process.stderr)

    @unittest.skipUnless(importlib.util.find_spec("hdrh"), "hdrhistogram is not installed")
    def test_hdr_histogram_reads_its_log(self):
        from hdrh.histogram import HdrHistogram  # pylint: disable=import-outside-toplevel
        from hdrh.log import HistogramLogReader  # pylint: disable=import-outside-toplevel
        process = self.hrp("boom", self.mixed, "--loop-count", 50, "--hdr-log", "log", "--results",
                           "out")
        self.assertEqual(process.wait(), 0, process.describe())
        total = json.loads(self.text("out/summary.json"))["total"]
        sum_of_all = HdrHistogram(1, (1 << 36) - 1, 2)
        reader = HistogramLogReader(self.path("log"), HdrHistogram(1, (1 << 36) - 1, 2))
        self.addCleanup(reader.input_file.close)
        tags = set()
        while True:
            interval = reader.get_next_interval_histogram()
            if interval is None:
                break
            tags.add(interval.get_tag())
            if interval.get_tag() is None:
                sum_of_all.add(interval)
        self.assertEqual(sum_of_all.get_total_count(), total["requests"])
        p95 = total["latency_ms"]["p95"]
        self.assertAlmostEqual(sum_of_all.get_value_at_percentile(95) / 1000, p95, delta=p95 / 50)
        self.assertIn("request-GET_fine", tags)

    def test_junit_holds_what_xml_can(self):
        odd = self.case("odd.json", self.server.url, step("a\ufffeb\tc\nd\uffff", "/missing"))
        process = self.hrp("boom", odd, "--loop-count", 1, "--junit", "j.xml")
        self.assertEqual(process.wait(), 0, process.describe())
        suite = xml.etree.ElementTree.parse(self.path("j.xml")).getroot().find("testsuite")
        self.assertIn("a\ufffdb\tc\nd\ufffd", [case.get("name") for case in suite])

    def test_no_output_is_another_file_of_the_command(self):
        os.mkdir(self.path("p"))
        os.symlink("p", self.path("q"))
        os.symlink("mixed.json", self.path("link.json"))
        before = self.text("mixed.json")
        for words in (["--save", "p/b", "--junit", "./p/b"], ["--save", "p/b", "--html", "q/b"],
                      ["--save", "mixed.json"], ["--results", "p", "--junit", "link.json"],
                      ["--junit", "-", "--markdown", "/dev/stdout"],
                      ["--csv", "p/t", "--save", "p/t_stats.csv"]):
            process = self.hrp("boom", self.mixed, "--loop-count", 1, *words)
            self.assertEqual(process.wait(), 2, process.describe())
            self.assertIn(" cannot both have ", process.stderr)
        for flag in ("--results", "--csv"):
            process = self.hrp("boom", self.mixed, flag, "-")
            self.assertEqual(process.wait(), 2, process.describe())
            self.assertIn(flag + " names several files", process.stderr)
        self.assertEqual(self.text("mixed.json"), before)
        self.assertEqual(self.server.count("/hello"), 0)
        self.assertEqual(os.listdir(self.path("p")), [])
        process = self.hrp("boom", self.mixed, "--loop-count", 1, "--save", "/dev/null", "--html",
                           "/dev/null")
        self.assertEqual(process.wait(), 0, process.describe())

    def test_a_run_that_never_began_leaves_nothing_of_an_earlier_one(self):
        process = self.hrp("boom", self.mixed, "--loop-count", 2, "--results", "out")
        self.assertEqual(process.wait(), 0, process.describe())
        process = self.hrp("boom", self.path("none.json"), "--results", "out")
        self.assertEqual(process.wait(), 10, process.describe())
        self.assertEqual(sorted(os.listdir(self.path("out"))), [
            "junit.xml", "report.html", "summary.json", "summary.md", "timeline_failures.csv",
            "timeline_stats.csv"])
        suite = xml.etree.ElementTree.parse(self.path("out/junit.xml")).getroot().find("testsuite")
        self.assertIn("none.json", suite.find("testcase").find("error").get("message"))
        self.assertFalse(suite.get("timestamp").startswith("1970"))

    def test_a_folder_that_cannot_be_made(self):
        process = self.hrp("boom", self.mixed, "--results", self.path("mixed.json/out"))
        self.assertEqual(process.wait(), 2, process.describe())
        self.assertEqual(self.server.count("/hello"), 0)


class WhileItRuns(ResultFiles):
    def test_a_killed_process_leaves_its_seconds(self):
        process = self.hrp("boom", self.mixed, "--run-time", "60s", "--max-rps", 40, "--spawn-count",
                           5, "--spawn-rate", 50, "--csv", "t", "--hdr-log", "log")
        wait_for(lambda: self.server.count("/hello") >= 60, what="three seconds of load")
        process.send_signal(signal.SIGKILL)
        process.wait()
        history = self.table("t_stats_history.csv")
        self.assertGreaterEqual(len(history), 2)
        self.assertGreaterEqual(int(history[-1]["Total Request Count"]), 60)
        self.assertIn("Tag=request-GET_fine,1.000,1.000,", self.text("log"))

    def test_a_killed_process_leaves_no_verdict_of_an_earlier_run(self):
        process = self.hrp("boom", self.mixed, "--loop-count", 2, "--results", "out")
        self.assertEqual(process.wait(), 0, process.describe())
        seen = self.server.count("/hello")
        process = self.hrp("boom", self.mixed, "--run-time", "60s", "--max-rps", 40, "--results",
                           "out")
        wait_for(lambda: self.server.count("/hello") > seen and
                 sorted(os.listdir(self.path("out"))) == ["run.hrp", "timeline_stats_history.csv"],
                 what="a run with the folder for itself")
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertEqual(sorted(os.listdir(self.path("out"))),
                         ["run.hrp", "timeline_stats_history.csv"])

    def test_links_and_devices_stay(self):
        os.symlink("real.csv", self.path("t_stats_history.csv"))
        os.symlink("/dev/null", self.path("log"))
        process = self.hrp("boom", self.mixed, "--loop-count", 3, "--csv", "t", "--hdr-log", "log")
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertTrue(os.path.islink(self.path("t_stats_history.csv")))
        self.assertEqual(self.header("real.csv"), HISTORY)
        self.assertTrue(stat.S_ISCHR(os.stat(self.path("log")).st_mode))


if __name__ == "__main__":
    unittest.main()
