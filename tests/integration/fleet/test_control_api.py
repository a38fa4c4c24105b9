"""The control API of a master with two workers, as docs/control-api.md describes it."""

import json
import os
import re
import shutil
import tempfile
import threading
import unittest

from harness import (RUNNING, SPAWNING, STOPPED, READY, SUCCESS, Master, Scenario, http_call, step,
                     wait_for)


class ControlApi(Scenario):
    def setUp(self):
        super().setUp()
        self.server = self.target()
        self.hello = self.case("case.json", self.server.url)

    def fleet(self, count=2, *flags):
        master = Master(self)
        workers = [master.worker(*flags) for _ in range(count)]
        master.wait_workers(count)
        return master, workers

    def assert_refused(self, reply, *parts):
        self.assertEqual(reply["code"], 2, reply)
        for part in parts:
            self.assertIn(part, reply["message"])

    def test_the_whole_cycle(self):
        master, workers = self.fleet()
        self.assertEqual(http_call(master.api_port, "GET", "/"),
                         (200, "Welcome to httprunner page!"))
        state = master.state()
        self.assertEqual((state["current_users"], state["state"], state["workers"]), (0, READY, 2))
        self.assertEqual(master.call("GET", "/stop"), {"code": 3, "message": "already stopped"})
        self.assertEqual(master.call("POST", "/rebalance", {"spawn-count": 2}),
                         {"code": 2, "message": "no start"})

        self.assertEqual(master.start(self.hello, spawn_count=11, spawn_rate=100), SUCCESS)
        master.wait_state(RUNNING)
        master.wait_users([5, 6])
        self.assertEqual(master.state()["current_users"], 11)
        self.assertEqual(master.start(self.hello), {"code": 2, "message": "already started"})

        self.assertEqual(
            master.call("POST", "/rebalance", {"spawn-count": 21, "spawn-rate": 100}), SUCCESS)
        master.wait_users([10, 11])
        master.wait_state(RUNNING)
        self.assertEqual(master.state()["target_users"], 21)

        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        master.wait_users([0, 0])
        self.assertEqual({w["state"] for w in master.workers()}, {STOPPED})
        state = master.state()
        self.assertEqual(state["total"]["requests"], self.server.count("/hello"))
        self.assertEqual(state["total"]["failures"], 0)
        self.summary_of("stop")

        self.assertEqual(master.start(self.hello, spawn_count=2, spawn_rate=100, loop_count=3),
                         SUCCESS)
        master.wait_state(STOPPED)
        self.assertEqual(master.state()["total"]["requests"], 6)
        self.summary_of("loop-count")

        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        for process in (master.process, *workers):
            self.assertEqual(process.wait(), 0, process.describe())

    def test_fewer_users_again_after_rebalance(self):
        master, _ = self.fleet()
        self.assertEqual(master.start(self.hello, spawn_count=20, spawn_rate=200), SUCCESS)
        master.wait_users([10, 10])
        self.assertEqual(master.call("POST", "/rebalance", {"spawn-count": 3}), SUCCESS)
        master.wait_users([1, 2])
        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        self.assertEqual(master.state()["total"]["requests"], self.server.count("/hello"))

    def test_quit_during_a_run_writes_the_summary(self):
        master, workers = self.fleet()
        self.assertEqual(master.start(self.hello, spawn_count=4, spawn_rate=100), SUCCESS)
        wait_for(lambda: self.server.count("/hello") > 100, what="load")
        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        summary = self.finished(master.process)
        for worker in workers:
            self.assertEqual(worker.wait(), 0, worker.describe())
        self.assertEqual(summary["reason"], "quit")
        self.assertEqual(summary["total"]["requests"], self.server.count("/hello"))

    def test_run_time_of_a_start(self):
        master, _ = self.fleet()
        self.assertEqual(
            master.start(self.hello, spawn_count=2, spawn_rate=100, run_time=1), SUCCESS)
        master.wait_state(STOPPED)
        self.summary_of("run-time")
        self.assertEqual(master.state()["total"]["requests"], self.server.count("/hello"))

    def test_what_a_caller_names_lies_in_one_folder(self):
        """The answer is the same for files that are there, for those that are not, and for links."""
        master, _ = self.fleet(1)
        with tempfile.TemporaryDirectory() as other:
            there = os.path.join(other, "there.json")
            shutil.copy(self.hello, there)
            os.symlink(there, self.path("link.json"))
            for path in (there, os.path.join(other, "missing.json"), "/", "link.json", "../x.json"):
                self.assert_refused(master.start(path),
                                    path + ": not in the folder whose testcases may be run")
            self.assert_refused(master.start(self.hello, ca_file=there), there + ": not in the folder")
        self.assertEqual(master.start("case.json", loop_count=1), SUCCESS)
        master.wait_state(STOPPED)

    def test_a_broken_testcase_is_named_but_not_quoted(self):
        master, _ = self.fleet(1)
        self.write("broken.json", '{"config": {"name": "x"}, "teststeps": [hidden-word]}')
        reply = master.start("broken.json")
        self.assert_refused(reply, "broken.json:1:41: malformed JSON")
        self.assertNotIn("hidden", reply["message"])

    def test_profiles_are_new_files_in_the_folder_of_a_worker(self):
        master = Master(self)
        os.mkdir(self.path("profiles"))
        victim = self.write("victim.txt", "kept")
        willing = master.worker("--profile-dir", self.path("profiles"))
        unwilling = master.worker()
        master.wait_workers(2)
        for _ in range(2):
            self.assertEqual(master.start(self.hello, loop_count=1, spawn_count=2, cpu_profile=victim),
                             SUCCESS)
            master.wait_state(STOPPED)
            self.summary_of("loop-count")
        self.assertEqual(master.call("GET", "/quit"), SUCCESS)
        for worker in (willing, unwilling):
            self.assertEqual(worker.wait(), 0, worker.describe())
        with open(victim, encoding="utf-8") as file:
            self.assertEqual(file.read(), "kept")
        files = os.listdir(self.path("profiles"))
        self.assertEqual(len(files), 1, files)
        self.assertTrue(files[0].endswith("-victim.txt"), files)
        self.assertIn("is there already", willing.describe())
        self.assertIn("--profile-dir", unwilling.describe())

    def test_workers_are_described_as_in_hrp_4(self):
        master, _ = self.fleet(1)
        worker = master.workers()[0]
        self.assertEqual(list(worker), [
            "id", "ip", "os", "arch", "state", "heartbeat", "user_count", "worker_cpu_usage",
            "cpu_usage", "cpu_warning_emitted", "worker_memory_usage", "memory_usage",
            "state_name"])
        self.assertTrue(re.fullmatch(r".+_[0-9a-f]{32}", worker["id"]), worker["id"])
        self.assertEqual((worker["ip"], worker["os"]), ("127.0.0.1", "linux"))
        self.assertEqual((worker["state"], worker["state_name"]), (READY, "ready"))
        self.assertIn(worker["heartbeat"], (1, 2, 3))

    def test_bad_starts_change_nothing(self):
        master, _ = self.fleet()
        self.assert_refused(master.start(self.hello, foo=1),
                            "failed to recognize params: [foo]")
        self.assertEqual(master.call("POST", "/start", {"spawn-count": 1}),
                         {"code": 2, "message": "missing testcases path"})
        self.assert_refused(master.start(self.hello, spawn_count="many"), "'spawn-count'")
        self.assert_refused(master.start(self.hello, spawn_count=-1), "'spawn-count'")
        self.assert_refused(master.start(self.hello, spawn_rate=0), "'spawn-rate'")
        self.assert_refused(master.call("POST", "/start", "no json"), "parse error")
        self.assert_refused(master.call("POST", "/start", "[]"))
        self.assert_refused(master.start(self.path("nowhere.json")), "nowhere.json")
        self.assert_refused(master.start(self.write("broken.json", "{")), "broken.json")
        unknown = step("odd", "/hello")
        unknown["validate"] = [{"eqq": ["status_code", 200]}]
        odd = self.case("odd.json", self.server.url, unknown)
        self.assert_refused(master.start(odd), "odd.json", "odd", "eqq")
        state = master.state()
        self.assertEqual((state["state"], state["current_users"], state["workers"]), (READY, 0, 2))
        self.assertEqual(self.server.count("/hello"), 0)
        # And the next good start works.
        self.assertEqual(master.start(self.hello, loop_count=2), SUCCESS)
        master.wait_state(STOPPED)
        self.assertEqual(self.server.count("/hello"), 2)

    def test_bad_rebalances_change_nothing(self):
        master, _ = self.fleet()
        self.assertEqual(master.start(self.hello, spawn_count=4, spawn_rate=100), SUCCESS)
        master.wait_users([2, 2])
        for body in ({"spawn-count": "many"}, {"spawn-count": -1}, {"foo": 1}):
            self.assert_refused(master.call("POST", "/rebalance", body))
        self.assertEqual(master.state()["target_users"], 4)
        self.assertEqual(master.users(), [2, 2])
        self.assertEqual(master.state()["state"], RUNNING)

    def test_wrong_methods_and_paths(self):
        master = Master(self)
        self.assertEqual(http_call(master.api_port, "GET", "/start"),
                         (405, "method GET not allowed"))
        self.assertEqual(http_call(master.api_port, "POST", "/master", "{}"),
                         (405, "method POST not allowed"))
        self.assertEqual(http_call(master.api_port, "GET", "/nope")[0], 404)
        self.assertTrue(master.process.is_alive())

    def test_of_concurrent_starts_one_wins(self):
        master, _ = self.fleet()
        replies = []
        threads = [threading.Thread(target=lambda: replies.append(
            master.start(self.hello, spawn_count=2, spawn_rate=100))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        self.assertEqual(sorted(reply["code"] for reply in replies), [0, 2, 2, 2], replies)
        master.wait_users([1, 1])

    def test_fewer_users_than_workers(self):
        master, _ = self.fleet()
        self.assertEqual(master.start(self.hello, spawn_count=1, loop_count=7), SUCCESS)
        master.wait_state(STOPPED)
        self.assertEqual(master.state()["total"]["requests"], 7)
        self.assertEqual(self.server.count("/hello"), 7)

    def test_two_cases_and_a_folder_as_path(self):
        master, _ = self.fleet()
        self.case("cases/first.json", self.server.url, step("first", "/echo/first"))
        self.case("cases/second.json", self.server.url, step("second", "/echo/second"))
        folder = self.path("cases")
        both = f"{folder}/first.json,{folder}/second.json"
        for path in (both, folder):
            before = self.server.count("/echo/first"), self.server.count("/echo/second")
            self.assertEqual(master.start(path, spawn_count=4, spawn_rate=100, loop_count=25),
                             SUCCESS)
            master.wait_state(STOPPED)
            after = self.server.count("/echo/first"), self.server.count("/echo/second")
            self.assertEqual(sum(after) - sum(before), 100)
            self.assertGreater(after[0], before[0])
            self.assertGreater(after[1], before[1])

    def test_a_worker_that_joins_a_running_test_is_given_users(self):
        master, _ = self.fleet(1)
        self.assertEqual(master.start(self.hello, spawn_count=10, spawn_rate=100), SUCCESS)
        master.wait_users([10])
        master.worker()
        master.wait_users([5, 5])
        master.wait_state(RUNNING)
        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        self.assertEqual(master.state()["total"]["requests"], self.server.count("/hello"))

    def test_the_spawn_rate_holds_over_the_fleet(self):
        master, _ = self.fleet()
        slow = self.case("slow.json", self.server.url, step("slow", "/delay/200"))
        self.assertEqual(master.start(slow, spawn_count=20, spawn_rate=5), SUCCESS)
        self.assertEqual(master.state()["state"], SPAWNING)
        # 20 users at 5 a second are there after 3.8 s, not all at once.
        first = wait_for(lambda: master.state()["current_users"], what="first users")
        self.assertLess(first, 12)
        master.wait_users([10, 10])
        master.wait_state(RUNNING)

    def test_every_reply_is_one_line(self):
        master, _ = self.fleet()
        for path in ("/workers", "/master", "/stop"):
            _, text = http_call(master.api_port, "GET", path)
            self.assertEqual(len(text.splitlines()), 1)
            self.assertEqual(list(json.loads(text))[:2], ["code", "message"])


if __name__ == "__main__":
    unittest.main()
