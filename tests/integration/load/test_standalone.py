"""`hrp boom CASE` alone: counts, ends, bad input, testcase features and profile files."""

import signal
import unittest

from harness import Scenario, step, wait_for


class Counts(Scenario):
    def test_loop_count_total_equals_what_the_server_counted(self):
        server = self.target()
        summary = self.finished(self.boom(
            self.case("case.json", server.url), "--spawn-count", "4", "--spawn-rate", "100",
            "--loop-count", "50"))
        self.assertEqual(summary["schema"], 1)
        self.assertEqual(summary["reason"], "loop-count")
        self.assertEqual(summary["total"]["requests"], 200)
        self.assertEqual(summary["total"]["failures"], 0)
        self.assertEqual(summary["transactions"], {"passed": 200, "failed": 0})
        self.assertEqual(summary["status_codes"], {"200": 200})
        self.assertIn(summary["users_peak"], range(1, 5))  # a fast user ends before the next
        self.assertEqual(summary["workers"], 1)
        self.assertEqual(server.count("/hello"), 200)
        latency = summary["total"]["latency_ms"]
        ordered = [latency[key] for key in ("min", "p50", "p90", "p95", "p99", "p99_9", "max")]
        self.assertEqual(ordered, sorted(ordered))
        self.assertGreater(latency["min"], 0)

    def test_the_times_of_passed_and_of_failed_requests_are_apart(self):
        server = self.target()
        case = self.case("case.json", server.url, step("mixed", "/delay/$ms", timeout=0.4),
                         parameters={"ms": [0, 60_000, 1]})
        process = self.boom(case, "--spawn-count", "3", "--spawn-rate", "100", "--loop-count", "6")
        summary = self.finished(process)
        for row in (summary["rows"][0], summary["total"]):
            self.assertEqual((row["requests"], row["failures"]), (18, 6))
            self.assertGreaterEqual(row["latency_failed_ms"]["min"], 395)
            self.assertLess(row["latency_passed_ms"]["p50"], row["latency_failed_ms"]["min"])
            self.assertEqual(row["latency_ms"]["min"], row["latency_passed_ms"]["min"])
            self.assertEqual(row["latency_ms"]["max"], row["latency_failed_ms"]["max"])
        self.assertIn("Times of those that passed, where others failed:", process.stdout)

    def test_kept_connections_are_one_per_user(self):
        server = self.target()
        self.finished(self.boom(self.case("case.json", server.url), "--spawn-count", "3",
                                "--spawn-rate", "100", "--loop-count", "20"))
        # One more asks for the statistics.
        self.assertLessEqual(server.stats()["connections"], 4)

    def test_disable_keepalive_connects_for_every_request(self):
        server = self.target()
        self.finished(self.boom(self.case("case.json", server.url), "--spawn-count", "3",
                                "--spawn-rate", "100", "--loop-count", "20",
                                "--disable-keepalive"))
        self.assertGreaterEqual(server.stats()["connections"], 60)

    def test_max_rps_holds(self):
        server = self.target()
        summary = self.finished(self.boom(
            self.case("case.json", server.url), "--spawn-count", "5", "--spawn-rate", "100",
            "--max-rps", "50", "--run-time", "3"))
        self.assertLessEqual(summary["total"]["requests"], 165)
        self.assertGreaterEqual(summary["total"]["requests"], 75)
        self.assertEqual(server.count("/hello"), summary["total"]["requests"])

    def test_request_increase_rate_ramps(self):
        server = self.target()
        summary = self.finished(self.boom(
            self.case("case.json", server.url), "--spawn-count", "5", "--spawn-rate", "100",
            "--max-rps", "1000", "--request-increase-rate", "10/1s", "--run-time", "3"))
        self.assertLessEqual(summary["total"]["requests"], 120)
        self.assertGreaterEqual(summary["total"]["requests"], 5)


class Ends(Scenario):
    def test_run_time(self):
        server = self.target()
        summary = self.finished(self.boom(
            self.case("case.json", server.url), "--spawn-count", "2", "--spawn-rate", "100",
            "--run-time", "2"))
        self.assertEqual(summary["reason"], "run-time")
        self.assertGreaterEqual(summary["duration_s"], 1.9)
        self.assertLess(summary["duration_s"], 4)
        self.assertEqual(summary["total"]["requests"], server.count("/hello"))

    def end_by(self, number):
        server = self.target()
        process = self.boom(self.case("case.json", server.url), "--spawn-count", "2",
                            "--spawn-rate", "100")
        wait_for(lambda: server.count("/hello") > 50, what="load", on_timeout=process.describe)
        process.send_signal(number)
        summary = self.finished(process)
        self.assertEqual(summary["reason"], "signal")
        self.assertEqual(summary["total"]["requests"], server.count("/hello"))
        self.assertIn("Statistics Summary", process.stdout)

    def test_interrupt_ends_with_a_summary(self):
        self.end_by(signal.SIGINT)

    def test_terminate_ends_with_a_summary(self):
        self.end_by(signal.SIGTERM)


class BadInput(Scenario):
    def refused(self, *args):
        process = self.boom(*args, "--loop-count", "1")
        self.assertNotEqual(process.wait(), 0, process.describe())
        return process.stderr + process.stdout

    def test_an_unknown_assertion_names_file_step_and_field(self):
        server = self.target()
        bad = step("broken step", "/hello")
        bad["validate"] = [{"eqq": ["status_code", 200]}]
        text = self.refused(self.case("bad.json", server.url, step("first", "/hello"), bad))
        for part in ("bad.json", "broken step", "eqq"):
            self.assertIn(part, text)
        self.assertEqual(server.count("/hello"), 0)

    def test_an_unknown_function_sends_nothing(self):
        server = self.target()
        text = self.refused(self.case(
            "bad.json", server.url, step("broken step", "/hello?x=${no_such_function()}")))
        for part in ("bad.json", "broken step", "no_such_function"):
            self.assertIn(part, text)
        self.assertEqual(server.count("/hello"), 0)

    def test_malformed_json_names_the_file(self):
        self.assertIn("bad.json", self.refused(self.write("bad.json", '{"config": {')))

    def test_a_missing_file_is_named(self):
        self.assertIn("nowhere.json", self.refused(self.path("nowhere.json")))

    def test_a_bad_flag_is_named(self):
        process = self.hrp("boom", "case.json", "--spawn-count", "many")
        self.assertNotEqual(process.wait(), 0)
        self.assertIn("spawn-count", process.stderr + process.stdout)

    def test_one_bad_case_of_two_sends_nothing(self):
        server = self.target()
        good = self.case("good.json", server.url)
        self.refused(good, self.write("bad.json", "[]"))
        self.assertEqual(server.count("/hello"), 0)


class Testcases(Scenario):
    def test_failed_checks_are_counted_with_their_kind(self):
        server = self.target()
        process = self.boom(self.case("case.json", server.url, step("wrong", "/hello", status=201)),
                            "--loop-count", "5")
        process.wait(25)
        summary = self.read_summary()
        self.assertEqual(summary["total"]["requests"], 5, process.describe())
        self.assertEqual(summary["total"]["failures"], 5)
        self.assertEqual(summary["transactions"], {"passed": 0, "failed": 5})
        self.assertEqual({error["kind"] for error in summary["errors"]}, {"check"})
        self.assertEqual(sum(error["count"] for error in summary["errors"]), 5)
        self.assertEqual(summary["errors"][0]["name"], "wrong")

    def test_a_failed_step_ends_its_iteration(self):
        server = self.target()
        process = self.boom(self.case("case.json", server.url,
                                      step("wrong", "/status/500"), step("after", "/hello")),
                            "--loop-count", "4")
        process.wait(25)
        self.assertEqual(server.count("/status/500"), 4, process.describe())
        self.assertEqual(server.count("/hello"), 0)

    def test_login_flow_extracts_and_uses_a_token(self):
        server = self.target()
        case = self.case(
            "login.json", server.url,
            step("login", "/login", "POST", extract={"token": "body.token"},
                 json={"user": "$user", "password": "secret"}, checks=[{"eq": ["body.ok", True]}]),
            step("items", "/items?token=$token", headers={"Authorization": "Bearer $token"},
                 checks=[{"eq": ["body.items[1].name", "two"]}, {"len_eq": ["body.items", 2]}]),
            variables={"user": "alice"})
        summary = self.finished(self.boom(case, "--spawn-count", "2", "--spawn-rate", "100",
                                          "--loop-count", "3"))
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        rows = {(row["type"], row["name"]): row["requests"] for row in summary["rows"]}
        self.assertEqual(rows[("request-POST", "login")], 6)
        self.assertEqual(rows[("request-GET", "items")], 6)
        self.assertEqual(rows[("transaction", "Action")], 6)
        self.assertEqual(summary["total"]["requests"], 12)
        self.assertEqual((server.count("/login"), server.count("/items")), (6, 6))

    def test_weights_share_the_iterations(self):
        server = self.target()
        heavy = self.case("heavy.json", server.url, step("heavy", "/echo/heavy"), weight=3)
        light = self.case("light.json", server.url, step("light", "/echo/light"), weight=1)
        self.finished(self.boom(heavy, light, "--spawn-count", "4", "--spawn-rate", "100",
                                "--loop-count", "100"))
        counts = server.count("/echo/heavy"), server.count("/echo/light")
        self.assertEqual(sum(counts), 400)
        self.assertTrue(240 < counts[0] < 360, counts)

    def test_two_testcases_both_run(self):
        server = self.target()
        first = self.case("first.json", server.url, step("first", "/echo/first"))
        second = self.case("second.json", server.url, step("second", "/echo/second"))
        summary = self.finished(self.boom(first, second, "--spawn-count", "2", "--spawn-rate",
                                          "100", "--loop-count", "50"))
        counts = server.count("/echo/first"), server.count("/echo/second")
        self.assertEqual(sum(counts), 100)
        self.assertEqual(summary["total"]["requests"], 100)
        self.assertGreater(min(counts), 0)

    def test_a_folder_stands_for_its_testcases(self):
        server = self.target()
        self.case("cases/first.json", server.url, step("first", "/echo/first"))
        self.write("cases/deeper/second.yml", f"""
config:
  name: second
  base_url: {server.url}
teststeps:
  - name: second
    request:
      method: GET
      url: /echo/second
    validate:
      - eq: ["status_code", 200]
""")
        self.finished(self.boom(self.path("cases"), "--spawn-count", "2", "--spawn-rate", "100",
                                "--loop-count", "50"))
        counts = server.count("/echo/first"), server.count("/echo/second")
        self.assertEqual(sum(counts), 100)
        self.assertGreater(min(counts), 0)


class Profiles(Scenario):
    def run_with(self, profile):
        server = self.target()
        summary = self.finished(self.boom(
            self.case("case.json", server.url), "--spawn-count", "1", "--loop-count", "1",
            "--profile", profile))
        self.assertEqual(summary["total"]["requests"], 12)
        self.assertIn(summary["users_peak"], range(1, 4))
        self.assertEqual(server.count("/hello"), 12)

    def test_a_yaml_profile_wins_over_flags(self):
        self.run_with(self.write("profile.yml", "spawn-count: 3\nspawn-rate: 50\nloop-count: 4\n"))

    def test_a_json_profile_wins_over_flags(self):
        self.run_with(self.write("profile.json",
                                 {"spawn-count": 3, "spawn-rate": 50, "loop-count": 4}))

    def test_an_unknown_key_is_named(self):
        server = self.target()
        process = self.boom(self.case("case.json", server.url), "--loop-count", "1", "--profile",
                            self.write("profile.json", {"spawn-cuont": 3}))
        self.assertNotEqual(process.wait(), 0)
        self.assertIn("spawn-cuont", process.stderr)
        self.assertEqual(server.count("/hello"), 0)


if __name__ == "__main__":
    unittest.main()
