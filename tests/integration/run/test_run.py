"""`hrp run CASE…`: exit codes, the flow of failures, parameters, loops, its files and Ctrl-C."""

import glob
import http.server
import json
import re
import signal
import threading
import unittest

from harness import Scenario, step, wait_for


class Run(Scenario):
    def run_cases(self, *args, code=0):
        process = self.hrp("run", *args)
        self.assertEqual(process.wait(25), code, process.describe())
        return process

    def bare(self, name, *steps, **config):
        """A testcase without a server."""
        return self.write(name, {"config": {"name": name, **config}, "teststeps": list(steps)})


class ExitCodes(Run):
    def test_success_is_0(self):
        server = self.target()
        process = self.run_cases(self.case("a.json", server.url))
        self.assertEqual(server.count("/hello"), 1)
        self.assertNotIn("hrp exit", process.stdout)

    def test_a_failed_check_is_1_and_said_on_standard_output(self):
        server = self.target()
        process = self.run_cases(self.case("a.json", server.url, step("s", "/hello", status=201)),
                                 code=1)
        self.assertIn("hrp exit 1", process.stdout)

    def test_a_refused_connection_is_1(self):
        self.run_cases(self.case("a.json", "http://127.0.0.1:1"), code=1)

    def test_names_and_functions_have_their_codes(self):
        server = self.target()
        unknown_name = self.case("a.json", server.url, step("first", "/hello"),
                                 step("s", "/status/$nope"))
        self.run_cases(unknown_name, code=21)
        self.assertEqual(server.count("/hello"), 1, "the step before it runs")
        self.run_cases(self.case("b.json", server.url, step("s", "/${nope()}")), code=23)
        self.run_cases(self.case("c.json", server.url, variables={"a": "$nope"}), code=24)

    def test_a_check_without_a_value_fails_though_its_text_would_pass(self):
        server = self.target()
        for what, code in (("${nope()}", 23), ("${max(1, a)}", 23), ("$nope", 21)):
            checked = step("checked", "/hello")
            checked["validate"] = [{"ne": [what, 3]}]
            self.run_cases(self.case("check.json", server.url, checked), code=code)
            extracted = step("extracted", "/hello", extract={"x": what})
            self.run_cases(self.case("extract.json", server.url, extracted), code=code)
        self.assertEqual(server.count("/hello"), 6)

    def test_bad_input(self):
        self.run_cases(code=2)
        self.run_cases("--nope", code=2)
        self.run_cases("--case-timeout", "soon", "a.json", code=2)
        process = self.run_cases("nope.json", code=10)
        self.assertIn("nope.json", process.stderr)
        process = self.run_cases(self.write("bad.json", '{"teststeps": [}'), code=11)
        self.assertRegex(process.stderr, r"bad\.json:1:\d+")
        self.run_cases(self.write("bad.yaml", "a: [1"), code=12)
        process = self.run_cases(self.bare("shape.json", {"name": "s", "request": 3}), code=15)
        self.assertRegex(process.stderr, r"shape\.json: step 1 \(s\): request")

    def test_a_folder_without_testcases_is_no_failure(self):
        self.write("d/data.json", [1, 2])
        process = self.run_cases(self.path("d"))
        self.assertIn("no testcase", process.stderr)

    def test_the_case_timeout_is_39_and_the_running_step_ends(self):
        server = self.target()
        steps = (step("slow", "/delay/300"), step("never", "/hello"))
        self.run_cases(self.case("a.json", server.url, *steps, case_timeout=0.1), code=39)
        self.run_cases(self.case("b.json", server.url, *steps), "--case-timeout", "100ms", code=39)
        self.assertEqual(server.count("/delay/300"), 2)
        self.assertEqual(server.count("/hello"), 0)

    def test_the_last_failing_file_gives_the_code(self):
        server = self.target()
        good = self.case("good.json", server.url)
        failing = self.case("failing.json", server.url, step("s", "/hello", status=500))
        unknown = self.case("unknown.json", server.url, step("s", "/$nope"))
        self.run_cases(failing, unknown, good, code=21)
        self.run_cases(unknown, failing, good, code=1)


class Flow(Run):
    def test_a_failed_step_ends_its_file_and_the_next_one_runs(self):
        server = self.target()
        failing = self.case("a.json", server.url, step("bad", "/status/500"),
                            step("skipped", "/status/201"), parameters={"v": [1, 2]})
        following = self.case("b.json", server.url, parameters={"v": [1, 2, 3]})
        self.run_cases(failing, following, code=1)
        self.assertEqual(server.count("/status/500"), 1)
        self.assertEqual(server.count("/status/201"), 0)
        self.assertEqual(server.count("/hello"), 3)

    def test_continue_on_failure_runs_all_and_still_fails(self):
        server = self.target()
        case = self.case("a.json", server.url,
                         step("bad", "/status/500", extract={"got": "body.status"}),
                         step("next", "/status/$got", status=500), parameters={"v": [1, 2]})
        self.run_cases("-c", case, code=1)
        self.assertEqual(server.count("/status/500"), 4)

    def test_a_file_that_cannot_be_loaded_leaves_the_others(self):
        server = self.target()
        self.write("d/a.json", "{")
        self.case("d/b.json", server.url)
        process = self.run_cases(self.path("d"), code=11)
        self.assertEqual(server.count("/hello"), 1)
        self.assertIn("a.json:1:", process.stderr)

    def test_a_config_that_cannot_be_used_ends_the_run(self):
        server = self.target()
        first = self.case("a.json", server.url)
        broken = self.case("b.json", server.url, variables={"a": "$b"})
        self.run_cases(first, broken, self.case("c.json", server.url), code=24)
        self.assertEqual(server.count("/hello"), 1)

    def test_loops_repeat_a_step(self):
        server = self.target()
        looped = dict(step("again", "/hello"), loops=3)
        process = self.run_cases(self.case("a.json", server.url, looped))
        self.assertEqual(server.count("/hello"), 3)
        self.assertIn("again_loop_3", process.stdout)

    def test_parameters_run_once_each_in_file_order(self):
        server = self.target()
        self.write("users.csv", "name,age\nann,1\nbob,2\n")
        self.write("a.json", json.dumps({
            "config": {"name": "a", "base_url": server.url, "parameters": {
                "name-age": "${parameterize(users.csv)}", "v": ["x", "y"]}},
            "teststeps": [step("$name $age $v", "/hello")]}))
        process = self.run_cases("a.json")
        found = re.findall(r"(ann 1|bob 2) ([xy])\b", process.stdout)
        seen = [pair for i, pair in enumerate(found) if pair not in found[:i]]
        self.assertEqual(seen, [("ann 1", "x"), ("ann 1", "y"), ("bob 2", "x"), ("bob 2", "y")])
        self.assertEqual(server.count("/hello"), 4)

    def test_a_rendezvous_waits_for_nobody(self):
        server = self.target()
        self.run_cases(self.case("a.json", server.url, {
            "name": "meet", "rendezvous": {"name": "r", "number": 100, "timeout": 60000}},
            step("s", "/hello")))
        self.assertEqual(server.count("/hello"), 1)

    def test_cookies_last_for_the_iterations_of_a_file_only(self):
        server = self.target()
        jar = step("jar", "/cookies", extract={"seen": "body.cookies.n"})
        mark = step("mark $seen", "/cookies/set?n=7")
        process = self.run_cases(
            self.case("a.json", server.url, jar, mark, parameters={"v": [1, 2]}),
            self.case("b.json", server.url, jar, step("other $seen", "/hello")))
        for name in ("mark <nil>", "mark 7", "other <nil>"):
            self.assertIn(name, process.stdout)

    def test_strict_names_an_unknown_field(self):
        server = self.target()
        case = self.case("a.json", server.url, dict(step("s", "/hello"), valdate=[]))
        self.run_cases(case)
        process = self.run_cases("--strict", case, code=15)
        self.assertIn("valdate", process.stderr)
        self.assertEqual(server.count("/hello"), 1)


class Proxy:
    """Answers what it is asked to reach by itself, and remembers it."""

    def __init__(self):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def end(self):
        self._server.shutdown()
        self._server.server_close()


class Proxies(Run):
    def test_proxy_url_reaches_every_server(self):
        proxy = self.started(Proxy())
        case = self.case("a.json", "http://shop.invalid:81", step("s", "/hello"))
        self.run_cases("-p", proxy.url, case)
        self.assertEqual(proxy.asked, ["http://shop.invalid:81/hello"])

    def test_a_proxy_that_is_no_url_is_a_usage_error(self):
        case = self.case("a.json", "http://127.0.0.1:1", step("s", "/hello"))
        process = self.run_cases("--proxy-url", "::", case, case, code=2)
        self.assertEqual(process.stderr.count("hrp: proxy"), 1, process.describe())


class Outputs(Run):
    def results(self, name):
        found = glob.glob(self.path("results/*/" + name))
        self.assertEqual(len(found), 1, found)
        self.assertRegex(found[0], r"results/\d{14}/")
        with open(found[0], encoding="utf-8") as file:
            return file.read()

    def test_save_tests_writes_the_summary(self):
        server = self.target()
        case = self.case("a.json", server.url, step("good", "/hello", extract={"h": "body.hello"}),
                         step("bad", "/hello", status=500), parameters={"v": [1, 2]}, export=["h"])
        self.run_cases("-c", "-s", case, code=1)
        summary = json.loads(self.results("summary.json"))
        self.assertIs(summary["success"], False)
        self.assertEqual(summary["stat"]["testcases"], {"total": 2, "success": 0, "fail": 2})
        self.assertEqual(summary["stat"]["teststeps"],
                         {"total": 4, "successes": 2, "failures": 2})
        details = summary["details"]
        self.assertEqual([d["success"] for d in details], [False, False])
        self.assertEqual(details[0]["in_out"]["export_vars"], {"h": "world"})
        good, bad = details[0]["records"]
        self.assertEqual(good["step_type"], "request")
        self.assertEqual(good["data"]["req_resps"]["response"]["status_code"], 200)
        self.assertEqual(bad["data"]["validators"][0]["check_value"], 200)
        self.assertEqual(bad["data"]["validators"][0]["expect"], 500)
        self.assertEqual(bad["data"]["validators"][0]["check_result"], "fail")

    def test_gen_html_report_writes_one_page(self):
        server = self.target()
        self.run_cases("-g", self.case("a.json", server.url))
        page = self.results("report.html")
        self.assertIn("</html>", page)
        self.assertIn("get hello", page)

    def test_without_flags_no_files_are_written(self):
        server = self.target()
        self.run_cases(self.case("a.json", server.url))
        self.assertEqual(glob.glob(self.path("results*")), [])

    def test_requests_are_shown_unless_log_requests_off(self):
        server = self.target()
        case = self.case("a.json", server.url, step("s", "/hello", headers={"X-Mark": "seen"}))
        self.assertIn("X-Mark", self.run_cases(case).stdout)
        self.assertNotIn("X-Mark", self.run_cases(case, "--log-requests-off").stdout)


class Interrupts(Run):
    def test_ctrl_c_ends_in_order_with_38(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            server = self.target()
            process = self.hrp("run", "-s", self.case("a.json", server.url, step("s", "/hello"),
                                                      step("hangs", "/never")),
                               self.case("b.json", server.url))
            wait_for(lambda: server.count("/never"), what="a request", on_timeout=process.describe)
            process.send_signal(number)
            self.assertEqual(process.wait(10), 38, process.describe())
            self.assertEqual(server.count("/hello"), 1, "the next file does not run")
        files = sorted(glob.glob(self.path("results/*/summary.json")))
        with open(files[-1], encoding="utf-8") as file:
            summary = json.load(file)
        self.assertIs(summary["success"], False)
        self.assertIn("interrupted", json.dumps(summary))


if __name__ == "__main__":
    unittest.main()
