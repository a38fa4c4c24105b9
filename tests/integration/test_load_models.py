"""Stages of users and of the request rate, alone, with workers and through the control API."""

import unittest

from harness import Master, STOPPED, Scenario, SUCCESS


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

    @staticmethod
    def slow_step():
        return {"name": "slow", "request": {"method": "GET", "url": "/delay/100"}}

    @staticmethod
    def counted(server):
        return server.count("/delay/100")


if __name__ == "__main__":
    unittest.main()
