"""Stages, arrival rates and what the generator says of itself: alone, with workers, by the control API."""

import unittest

from harness import Master, STOPPED, SUCCESS, Scenario, wait_for


class LoadModels(Scenario):
    def test_users_follow_their_stages_and_the_run_ends_with_them(self):
        server = self.target()
        case = self.case("case.json", f"{server.url}", self.slow_step())
        summary = self.finished(self.boom(case, "--stages", "1s:20,1s:20,1s:0"))
        self.assertEqual(summary["reason"], "run-time")
        self.assertIn(summary["users_peak"], (19, 20))
        self.assertGreater(summary["duration_s"], 2.9)
        self.assertLess(summary["duration_s"], 6)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        # 40 user-seconds of 100 ms each; a busy machine makes fewer.
        self.assertLess(summary["total"]["requests"], 480)
        self.assertGreater(summary["total"]["requests"], 150)
        self.assertEqual(self.counted(server), summary["total"]["requests"])

    def test_the_rate_follows_its_stages_over_two_workers(self):
        server = self.target()
        case = self.case("case.json", server.url)
        master = Master(self, case, "--auto-start", "--expect-workers", "2", "--spawn-count", "10",
                        "--spawn-rate", "1000", "--stages-rps", "1s:200,1s:200,1s:0")
        for _ in range(2):
            master.worker()
        summary = self.finished(master.process)
        self.assertEqual(summary["reason"], "run-time")
        requests = summary["total"]["requests"]
        self.assertLessEqual(requests, 404)
        self.assertGreater(requests, 300)
        self.assertIn("late_starts", summary)
        self.assertEqual(server.count("/hello"), requests)

    def test_the_control_api_takes_stages_and_names_what_is_wrong(self):
        server = self.target()
        case = self.case("case.json", server.url, self.slow_step())
        master = Master(self)
        for _ in range(2):
            master.worker()
        master.wait_workers(2)
        self.assertEqual(master.start(case, stages="1s:4,x"),
                         {"code": 2, "message": "'stages': stage 2 \"x\": expected LENGTH:TARGET, as in 30s:100"})
        self.assertEqual(master.start(case, stages="1s:4", spawn_count=3)["code"], 2)
        self.assertEqual(master.start(case, stages="1s:10,30s:10"), SUCCESS)
        master.wait_users([5, 5])
        refused = master.call("POST", "/rebalance", {"spawn-count": 3})
        self.assertEqual(refused, {"code": 2, "message": "the users of this run follow its stages"})
        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        self.assertEqual(self.counted(server), master.state()["total"]["requests"])

    def test_iterations_arrive_at_a_rate_over_two_workers(self):
        server = self.target()
        case = self.case("case.json", server.url, self.slow_step())
        master = Master(self, case, "--auto-start", "--expect-workers", "2", "--spawn-count", "60",
                        "--arrival-rate", "100", "--run-time", "3")
        for _ in range(2):
            master.worker()
        summary = self.finished(master.process)
        begun = summary["total"]["requests"]
        self.assertEqual(self.counted(server), begun)
        # 300 are due, and more until the workers hear of the end.
        self.assertLessEqual(begun + summary["dropped_iterations"], 100 * summary["duration_s"] + 6)
        self.assertGreater(begun + summary["dropped_iterations"], 270)
        self.assertEqual(summary["users_peak"], 60)
        self.assertIn("late_starts", summary)

    def test_iterations_without_a_free_user_are_dropped(self):
        server = self.target()
        case = self.case("case.json", server.url, self.slow_step())
        run = self.boom(case, "--spawn-count", "2", "--arrival-rate", "100", "--run-time", "2")
        summary = self.finished(run)
        self.assertLess(summary["total"]["requests"], 50)
        self.assertGreater(summary["dropped_iterations"], 130)
        self.assertIn("Dropped iterations: ", run.stdout)

    def test_a_generator_at_its_limit_says_so_and_names_the_worker(self):
        server = self.target()
        case = self.case("case.json", server.url)
        master = Master(self)
        worker = master.worker("--threads", "1")
        master.wait_workers(1)
        self.assertEqual(master.start(case, spawn_count=50, spawn_rate=1000), SUCCESS)
        # As fast as one thread can, so its processor or its loop is what limits it.
        wait_for(lambda: master.state()["total"]["generator_limited"], 30, "generator-limited",
                 master.describe)
        where = master.state()["total"]["generator_limited_where"]
        self.assertTrue(where[0].startswith(master.workers()[0]["id"] + " "), where)
        self.assertEqual(master.call("GET", "/stop"), SUCCESS)
        master.wait_state(STOPPED)
        generator = self.summary_of("stop")["generator"]
        self.assertTrue(generator["limited"])
        self.assertEqual([place["place"] for place in generator["where"]],
                         master.state()["total"]["generator_limited_where"])
        self.assertGreater(generator["busiest_loop_percent"], 10)
        worker.wait_line("Generator-limited")

    def test_a_quiet_generator_is_not_limited(self):
        server = self.target()
        case = self.case("case.json", server.url, self.slow_step())
        summary = self.finished(self.boom(case, "--spawn-count", "2", "--run-time", "2"))
        self.assertIn("limited", summary["generator"])
        self.assertLess(summary["generator"]["loop_cpu_percent"], 60)

    @staticmethod
    def slow_step():
        return {"name": "slow", "request": {"method": "GET", "url": "/delay/100"}}

    @staticmethod
    def counted(server):
        return server.count("/delay/100")


if __name__ == "__main__":
    unittest.main()
