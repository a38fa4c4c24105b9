"""What the tests of all kinds of custom functions do."""

import os

from harness import HRP, Master, Process, Scenario, step


class FunctionScenario(Scenario):
    def setUp(self):
        super().setUp()
        self.temporary = self.path("temporary")  # where hrp makes its private folders
        os.mkdir(self.temporary)

    def hrp(self, *args):
        env = dict(os.environ, HOME=self.folder, TMPDIR=self.temporary)
        return self.started(Process([HRP, *args], cwd=self.folder, env=env))

    def over_two_workers(self, case, loops, *files):
        """The summary of `case` by 8 users on two workers, when `files` are gone."""
        master = Master(self, "--auto-start", case, "--expect-workers", "2",
                        "--spawn-count", "8", "--spawn-rate", "1000", "--loop-count", str(loops))
        # The master has read what it needs before it listens.
        for name in files:
            os.remove(self.path(name))
        master.worker()
        master.worker()
        summary = self.finished(master.process)
        self.assertEqual(summary["total"]["requests"], 8 * loops)
        self.assertEqual(summary["total"]["failures"], 0, summary["errors"])
        return summary

    def refused(self, url, *args):
        """The exit code of a run with a step that asks for `url`, and what it said."""
        server = self.target()
        process = self.boom(self.case("case.json", server.url, step("one", url)), "--loop-count",
                            "1", *args)
        code = process.wait()
        self.assertEqual(server.count("/"), 0)
        return code, process.stderr
