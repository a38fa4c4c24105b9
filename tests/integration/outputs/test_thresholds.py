"""Thresholds: alone, over a fleet of which one worker is slow, without data, that stop a run; in profiles,
POST /start, testcases and `hrp run`; texts that are refused before the first request."""

import http.server
import json
import os
import re
import threading
import time
import unittest

from harness import ROOT, RUNNING, STOPPED, SUCCESS, Master, Scenario, step, wait_for

MET, NOT_MET = "met", "not met"
SLOW_CLIENT = "127.0.0.2"


class PickyServer:
    """Answers at once, but one client's requests after a while."""

    def __init__(self, delay_s):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                if self.client_address[0] == SLOW_CLIENT:
                    threading.Event().wait(delay_s)
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def end(self):
        self._server.shutdown()
        self._server.server_close()


class ThresholdScenario(Scenario):
    # Little load, so that the generator is not what is slow.
    CALM = ("--spawn-count", "2", "--spawn-rate", "100", "--max-rps", "40")

    def setUp(self):
        super().setUp()
        self.server = self.target()

    def judged(self, *thresholds, code=0, case=None, run_time="2s", calm=CALM):
        """The summary and the process of a run alone, and its thresholds by their text."""
        flags = [word for text in thresholds for word in ("--threshold", text)]
        process = self.boom(case or self.case("case.json", self.server.url), *calm,
                            "--run-time", run_time, *flags)
        summary = self.finished(process, code=code)
        by_text = {entry["threshold"]: entry for entry in summary.get("thresholds", [])}
        return summary, process, by_text

    def refused(self, *args, code=2):
        """Standard error of a command that ended with `code` before the first request."""
        process = self.hrp(*args)
        self.assertEqual(process.wait(), code, process.describe())
        self.assertEqual(self.server.count("/hello"), 0)
        return process.stderr


class Alone(ThresholdScenario):
    def test_all_met(self):
        texts = ("p95 < 5s", "get hello: ok p99 < 5s", "get*: failures < 1% over 1s", "failures == 0",
                 "rps > 5 from 1s", "Action: mean <= 5s", "passed-transactions > 10", "dropped <= 0",
                 "request-GET *: max < 5s for 1s")
        summary, process, by_text = self.judged(*texts)
        self.assertEqual([entry["threshold"] for entry in summary["thresholds"]], list(texts))
        for text in texts:
            self.assertEqual((text, by_text[text]["verdict"]), (text, MET))
        self.assertEqual(by_text["rps > 5 from 1s"]["unit"], "/s")
        self.assertEqual(by_text["p95 < 5s"]["bound"], 5000)
        self.assertEqual(by_text["passed-transactions > 10"]["value"],
                         summary["transactions"]["passed"])
        self.assertIn("Thresholds: all met", process.stdout)

    def test_without_thresholds_nothing_changes(self):
        summary, process, _ = self.judged(run_time="1s")
        self.assertNotIn("thresholds", summary)
        self.assertNotIn("Thresholds", process.stdout)

    def test_one_that_is_not_met_is_the_exit_code_and_says_why(self):
        case = self.case("case.json", self.server.url, step("slow", "/delay/500"),
                         step("get hello", "/hello"))
        summary, process, by_text = self.judged("slow: p95 < 100ms", "get hello: p95 < 5s", case=case,
                                                code=60)
        slow = by_text["slow: p95 < 100ms"]
        self.assertEqual(slow["verdict"], NOT_MET)
        self.assertGreater(slow["value"], 490)
        self.assertEqual(slow["unit"], "ms")
        self.assertIn("broken for", slow["why"])
        self.assertEqual(by_text["get hello: p95 < 5s"]["verdict"], MET)
        self.assertEqual(summary["reason"], "run-time")
        self.assertIn("Thresholds: 1 of 2 not met", process.stdout)
        self.assertRegex(process.stdout, r"not met +\| slow: p95 < 100ms")

    def test_no_data_is_not_met(self):
        case = self.case("case.json", self.server.url, step("item $n", "/hello"), parameters={"n": [1, 2]})
        _, _, by_text = self.judged("item 3: p95 < 5s", "item 1: p95 < 5s", "p95 < 5s from 1h", case=case,
                                    code=60)
        self.assertEqual(by_text["item 1: p95 < 5s"]["verdict"], MET)
        self.assertEqual(by_text["item 3: p95 < 5s"]["verdict"], NOT_MET)
        self.assertIsNone(by_text["item 3: p95 < 5s"]["value"])
        self.assertEqual(by_text["item 3: p95 < 5s"]["why"],
                         'no data: no request of "item 3" was counted')
        self.assertEqual(by_text["p95 < 5s from 1h"]["why"], "no data: the run ended before 1h")

    def test_broken_for_a_while_and_recovered_is_told_with_its_seconds(self):
        # The first iterations are slow, the others are not.
        case = self.case("case.json", self.server.url, step("mixed", "/delay/$ms"),
                         parameters={"ms": [400] * 4 + [1] * 2000})
        _, _, by_text = self.judged(
            "mean < 100ms", case=case, run_time="4s", calm=("--spawn-count", "1"))
        entry = by_text["mean < 100ms"]
        self.assertEqual(entry["verdict"], MET)
        self.assertGreaterEqual(entry["broken_seconds"], 1)
        self.assertEqual(entry["broken"][0][0], 0)
        self.assertIn("then recovered", entry["why"])

    def test_a_stop_comes_within_two_seconds(self):
        case = self.case("case.json", self.server.url, step("bad", "/status/500"))
        before = time.monotonic()
        summary, _, by_text = self.judged("failures < 1%, stop", "p95 < 5s", case=case, run_time="1m",
                                          code=61)
        self.assertLess(summary["duration_s"], 2.0)
        self.assertLess(time.monotonic() - before, 10)
        self.assertEqual(summary["reason"], "threshold")
        self.assertIn("failures < 1%, stop", summary["reason_text"])
        self.assertTrue(by_text["failures < 1%, stop"]["ended_run"])
        self.assertEqual(by_text["p95 < 5s"]["verdict"], MET)

    def test_stop_after_waits_that_long(self):
        case = self.case("case.json", self.server.url, step("bad", "/status/500"))
        summary, _, _ = self.judged("failures < 1% over 1s, stop after 3s", case=case, run_time="1m",
                                    code=61)
        self.assertGreaterEqual(summary["duration_s"], 3.0)
        self.assertLess(summary["duration_s"], 5.0)

    def test_the_console_tells_while_it_runs(self):
        case = self.case("case.json", self.server.url, step("slow", "/delay/500"))
        _, process, _ = self.judged("slow: max < 100ms", "p95 < 5s", case=case, run_time="4s", code=60)
        self.assertRegex(process.stdout,
                         r"Thresholds: 1 of 2 hold, slow: max < 100ms does not hold \(\d")


class Texts(ThresholdScenario):
    def refusals(self, *texts):
        case = self.case("case.json", self.server.url)
        flags = [word for text in texts for word in ("--threshold", text)]
        return self.refused("boom", case, "--run-time", "1", *flags)

    def test_the_column_and_the_cure_are_told(self):
        self.assertIn('--threshold: "p101 < 1s", column 1: a percentile is from p0 to p100',
                      self.refusals("p101 < 1s"))
        self.assertIn("a time has us, ms or s", self.refusals("p95 < 300"))
        self.assertIn("did you mean failures?", self.refusals("errors < 1%"))
        self.assertIn("stands twice", self.refusals("p95 < 1s", "p95 < 1000ms"))

    def test_a_row_that_no_testcase_has(self):
        text = self.refusals("get helo: p95 < 1s")
        self.assertIn('--threshold: "get helo: p95 < 1s", column 1: no row is named "get helo", did you mean '
                      '"get hello"?', text)
        self.assertIn('there are: "Action" (transaction), "get hello"', text)

    def test_a_worker_and_a_master_in_api_mode_take_none(self):
        self.assertIn("a worker takes no thresholds",
                      self.refused("boom", "--worker", "--threshold", "p95 < 1s"))
        self.assertIn("thresholds in POST /start",
                      self.refused("boom", "--master", "--threshold", "p95 < 1s"))

    def test_a_testcase_with_a_bad_one(self):
        case = self.case("case.json", self.server.url, thresholds=["p95 < 1s", "p95 < 1"])
        text = self.refused("boom", case, "--run-time", "1", code=15)
        self.assertIn("case.json: config.thresholds[1]: \"p95 < 1\", column 7", text)
        other = self.case("other.json", self.server.url, thresholds=["nobody: p95 < 1s"])
        self.assertIn('no row is named "nobody"', self.refused("boom", other, "--run-time", "1", code=15))


class Documentation(ThresholdScenario):
    ROWS = ("get token", "checkout", "login")

    def test_every_threshold_of_the_documentation_can_be_used(self):
        texts = set()
        for name in ("docs/thresholds.md", "docs/control-api.md", "docs/testcase.md", "README.md", "CHANGELOG.md"):
            with open(os.path.join(ROOT, name), encoding="utf-8") as file:
                text = file.read()
            texts.update(re.findall(r"--threshold '([^']+)'", text))
            for line in text.splitlines() if name == "docs/thresholds.md" else ():
                texts.update(code for code in re.findall(r"`([^`]*)`", line)
                             if re.search(r" (<|>|<=|>=|==) \d", code))
        texts = sorted(found for found in texts if not found.startswith("hrp "))
        self.assertGreater(len(texts), 6, texts)
        steps = [step(row, "/hello") for row in self.ROWS]
        for edge in ("start", "end"):
            steps.insert(0 if edge == "start" else len(steps),
                         {"name": edge, "transaction": {"name": "login", "type": edge}})
        case = self.case("case.json", self.server.url, *steps)
        flags = [word for text in texts for word in ("--threshold", text)]
        summary = self.finished(self.boom(case, "--loop-count", "1", *flags), code=60)
        self.assertEqual(sorted(entry["threshold"] for entry in summary["thresholds"]), texts)


class Sources(ThresholdScenario):
    def test_flags_profile_and_testcase_come_together(self):
        case = self.case("case.json", self.server.url, thresholds=["p99 < 5s", "p95 < 5s"])
        profile = self.write("profile.yaml", "run-time: 1\nthresholds: ['max < 5s', 'p50 < 5s']\n")
        summary = self.finished(self.boom(case, *self.CALM, "--profile", profile, "--threshold",
                                          "p95 < 5s"))
        self.assertEqual([entry["threshold"] for entry in summary["thresholds"]],
                         ["p95 < 5s", "max < 5s", "p50 < 5s", "p99 < 5s"])

    def test_a_profile_with_a_bad_one_names_the_field(self):
        case = self.case("case.json", self.server.url)
        profile = self.write("profile.yaml", "thresholds: ['p95 < 5s', 'p95 < 5 parsecs']\n")
        text = self.refused("boom", case, "--profile", profile)
        self.assertIn('profile.yaml: thresholds[1]: "p95 < 5 parsecs", column 9', text)


class Fleet(ThresholdScenario):
    def start_fleet(self, *flags, workers=3, slow_flags=()):
        master = self.started_master(*flags)
        for index in range(workers):
            master.worker("--threads", "1", *(slow_flags if index == 0 else ()))
        return master

    def started_master(self, *flags):
        return Master(self, *flags)

    def test_one_slow_worker_of_three_breaks_the_p95_of_the_fleet(self):
        server = self.started(PickyServer(0.6))
        case = self.case("case.json", server.url, step("get", "/"))
        master = self.start_fleet(
            case, "--auto-start", "--expect-workers", "3", "--spawn-count", "12", "--spawn-rate", "100",
            "--max-rps", "45", "--run-time", "4s", "--threshold", "p95 < 150ms", "--threshold",
            "get: p50 < 150ms", "--threshold", "p95 < 150ms over 2s", "--threshold", "rps > 10 from 1s",
            slow_flags=("--source-ip", SLOW_CLIENT))
        summary = self.finished(master.process, timeout=40, code=60)
        verdicts = {entry["threshold"]: entry["verdict"] for entry in summary["thresholds"]}
        self.assertEqual(verdicts, {"p95 < 150ms": NOT_MET, "get: p50 < 150ms": MET,
                                    "p95 < 150ms over 2s": NOT_MET, "rps > 10 from 1s": MET})
        self.assertGreater(summary["thresholds"][0]["value"], 590)
        self.assertEqual(summary["thresholds"][0]["value"],
                         round(summary["total"]["latency_ms"]["p95"], 3))

    def test_a_master_stops_the_fleet_within_two_seconds(self):
        case = self.case("case.json", self.server.url, step("bad", "/status/500"))
        master = self.start_fleet(
            case, "--auto-start", "--expect-workers", "2", "--spawn-count", "4", "--spawn-rate", "100",
            "--max-rps", "40", "--run-time", "1m", "--threshold", "failures < 1%, stop", workers=2)
        summary = self.finished(master.process, timeout=40, code=61)
        self.assertEqual(summary["reason"], "threshold")
        self.assertLess(summary["duration_s"], 2.0)
        self.assertTrue(summary["complete"])

    def test_post_start_takes_them_and_master_shows_them(self):
        case = self.case("case.json", self.server.url)
        master = self.start_fleet(workers=1)
        master.wait_workers(1)
        reply = master.start(case, thresholds=["p95 < 5"])
        self.assertEqual(reply["code"], 2)
        self.assertIn('thresholds[0]: \"p95 < 5\", column 7', reply["message"])
        reply = master.start(case, thresholds=["nobody: p95 < 5s"])
        self.assertIn('thresholds[0]: \"nobody: p95 < 5s\", column 1: no row is named \"nobody\"', reply["message"])
        self.assertEqual(self.server.count("/hello"), 0)
        self.assertEqual(master.start(case, spawn_count=2, max_rps=20, thresholds=["max < 5s", "rps > 5000"]),
                         SUCCESS)
        master.wait_state(RUNNING)

        def judged():
            entries = master.call("GET", "/master")["data"]["thresholds"]
            return entries if entries[0]["verdict"] == MET and entries[1]["broken_now"] else None
        entries = wait_for(judged, what="thresholds that are judged")
        self.assertEqual([entry["threshold"] for entry in entries], ["max < 5s", "rps > 5000"])
        self.assertEqual(entries[1]["verdict"], NOT_MET)
        master.call("GET", "/stop")
        master.wait_state(STOPPED)
        self.assertEqual(master.start(case, spawn_count=1, loop_count=1), SUCCESS)
        self.assertEqual(self.summary_of("loop-count").get("thresholds", []), [])
        self.assertEqual(master.call("GET", "/master")["data"]["thresholds"], [])
        # The worst run of a master decides.
        master.call("GET", "/quit")
        self.assertEqual(master.process.wait(), 60, master.process.describe())

    def test_the_testcases_own_are_judged_by_the_master(self):
        case = self.case("case.json", self.server.url, thresholds=["max < 5s", "rps > 1000000"])
        master = self.start_fleet(case, "--auto-start", "--spawn-count", "2", "--max-rps", "20",
                                  "--run-time", "2s", workers=1)
        summary = self.finished(master.process, timeout=40, code=60)
        self.assertEqual([entry["verdict"] for entry in summary["thresholds"]], [MET, NOT_MET])


class SingleRun(ThresholdScenario):
    def test_run_judges_its_own_times(self):
        case = self.case("case.json", self.server.url, step("slow", "/delay/200"), step("get hello", "/hello"))
        process = self.hrp("run", case, "-s", "--threshold", "get hello: max < 5s", "--threshold",
                           "slow: max < 100ms", "--threshold", "failures == 0")
        self.assertEqual(process.wait(), 60, process.describe())
        self.assertIn("Thresholds: 1 of 3 not met", process.stdout)
        self.assertIn("hrp exit 60", process.stdout)
        self.assertTrue(process.stdout.rstrip().endswith("hrp exit 60"))
        written = wait_for(lambda: process.wait_line(r"writing (.*summary\.json)").group(1))
        with open(self.path(written), encoding="utf-8") as file:
            entries = json.load(file)["thresholds"]
        self.assertEqual([entry["verdict"] for entry in entries], [MET, NOT_MET, MET])
        good = self.hrp("run", case, "--threshold", "Action: max < 5s")
        self.assertEqual(good.wait(), 0, good.describe())

    def test_a_step_that_failed_is_the_exit_code(self):
        case = self.case("case.json", self.server.url, step("bad", "/status/500"))
        process = self.hrp("run", case, "--threshold", "failures == 0")
        self.assertEqual(process.wait(), 1, process.describe())

    def test_what_needs_a_load_is_refused(self):
        case = self.case("case.json", self.server.url)
        self.assertIn("needs a load", self.refused("run", case, "--threshold", "rps > 3"))
        self.assertIn('no row is named "nobody"',
                      self.refused("run", case, "--threshold", "nobody: max < 3s"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
