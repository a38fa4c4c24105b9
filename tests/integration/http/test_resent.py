"""What is sent again, and that it is counted: requests + resent is what the server has read."""

import threading
import unittest

from harness import Master, Scenario, TargetServer, step, wait_for
from raw_server import RawServer


def each(count, end):
    """Answers all but every `count`-th request, which ends its connection in the way `end`."""
    return lambda request: end(request) if request.of_all % count == 0 else request.answer()


def second(end):
    """Answers the first request of each connection; the second ends it."""
    return lambda request: request.answer() if request.number == 1 else end(request)


def close(request):
    return request.close()


def reset(request):
    return request.reset()


def works(seconds, end):
    def behaviour(request):
        threading.Event().wait(seconds)
        return end(request)
    return behaviour


class SentAgain(Scenario):
    def run_against(self, behaviour, *flags, method="GET", think=0, code=(0, 1)):
        """The total of a run and the server that counted it."""
        server = self.started(RawServer(behaviour))
        steps = [step("get", "/get", method=method)]
        if think:
            steps.insert(0, {"name": "think", "think_time": {"time": think}})
        process = self.boom(self.case("get.json", server.url, *steps), *flags)
        self.assertIn(process.wait(60), code, process.describe())
        summary = self.read_summary()
        total = summary["total"]
        self.assertEqual(total["requests"] + total["resent"], server.requests, total)
        connections = total["connections"]
        self.assertEqual(connections["opened"] + connections["reused"], server.requests, total)
        self.assertEqual(connections["opened"], server.connections)
        kinds = {error["kind"] for error in summary["errors"]}
        self.assertLessEqual(kinds, {"reset"})
        return total, process

    def expect(self, total, requests, failures, resent):
        self.assertEqual((total["requests"], total["failures"], total["resent"]),
                         (requests, failures, resent), total)

    def test_a_reset_instead_of_an_answer_is_a_failure(self):
        for method in ("GET", "POST"):
            total, _ = self.run_against(each(50, reset), "--spawn-count", "5", "--loop-count", "400",
                                        method=method)
            self.expect(total, 2000, 40, 0)

    def test_a_close_instead_of_an_answer_is_a_failure(self):
        total, _ = self.run_against(each(20, close), "--spawn-count", "1", "--loop-count", "500")
        self.expect(total, 500, 25, 0)

    def test_a_server_that_had_time_to_work_is_not_asked_again(self):
        for think in (0, 0.2):
            for end in (close, reset):
                total, _ = self.run_against(second(works(1, end)), "--spawn-count", "1",
                                            "--loop-count", "4", think=think)
                self.expect(total, 4, 2, 0)
                self.assertGreaterEqual(total["latency_ms"]["max"], 1000)

    def test_without_a_rest_nothing_is_sent_again(self):
        total, process = self.run_against(second(close), "--spawn-count", "1", "--loop-count", "10")
        self.expect(total, 10, 5, 0)
        self.assertEqual(total["connections"]["opened"], 5)
        self.assertNotIn("RESENT", process.stdout)

    def test_what_ends_at_once_after_a_rest_is_sent_again_and_shown(self):
        for method, end in (("GET", close), ("PUT", reset), ("DELETE", close)):
            total, process = self.run_against(second(end), "--spawn-count", "1",
                                              "--loop-count", "10", method=method, think=0.2)
            self.expect(total, 10, 0, 9)
            self.assertEqual(total["connections"]["opened"], 10)
            self.assertEqual(total["connections"]["reused"], 9)
            self.assertRegex(process.stdout, r"Total .*\| +9 \|")
            self.assertIn("9 sent again", process.stdout)

    def test_a_post_is_never_sent_again(self):
        total, _ = self.run_against(second(close), "--spawn-count", "1", "--loop-count", "10",
                                    method="POST", think=0.2)
        self.expect(total, 10, 5, 0)

    def test_a_close_while_idle_costs_nothing(self):
        def answers_and_closes(request):
            request.answer()
            return request.close()
        total, _ = self.run_against(answers_and_closes, "--spawn-count", "1", "--loop-count", "10",
                                    method="POST", think=0.05)
        self.expect(total, 10, 0, 0)

    def test_a_fleet_adds_repetitions_up(self):
        server = self.started(RawServer(second(close)))
        case = self.case("get.json", server.url, {"name": "think", "think_time": {"time": 0.2}},
                         step("get", "/get"))
        master = Master(self)
        for _ in range(2):
            master.worker()
        master.wait_workers(2)
        master.start(case, spawn_count=4, spawn_rate=100, loop_count=5)
        wait_for(lambda: master.state()["total"]["requests"] == 20, what="the last report")
        self.assertEqual(master.state()["total"]["resent"], 16)
        self.assertEqual(server.requests, 36)

    def test_run_names_a_request_that_was_sent_again(self):
        server = self.started(RawServer(second(close)))
        case = self.case("get.json", server.url, step("first", "/get"),
                         {"name": "think", "think_time": {"time": 0.2}}, step("second", "/get"))
        process = self.hrp("run", case)
        self.assertEqual(process.wait(), 0, process.describe())
        self.assertIn("resent     its first connection ended unanswered", process.stdout)
        self.assertEqual(server.requests, 3)

    def test_the_rule_holds_behind_a_proxy(self):
        server = self.started(RawServer(second(close)))
        case = self.case("get.json", "http://shop.test", {"name": "think", "think_time": {"time": 0.2}},
                         step("get", "/get"))
        process = self.boom(case, "--spawn-count", "1", "--loop-count", "5", "--proxy-url", server.url)
        total = self.finished(process)["total"]
        self.expect(total, 5, 0, 4)
        self.assertEqual(server.requests, 9)


if __name__ == "__main__":
    unittest.main()
