"""A fleet under faults, run after run, with equal counts at every end. See scripts/soak.sh."""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "integration", "support"))

import harness  # noqa: E402
from harness import STOPPED, SUCCESS, Master, Process, wait_for  # noqa: E402
from relay import Relay  # noqa: E402

from faults import KINDS  # noqa: E402
from servers import Gateway, Target  # noqa: E402

FAULT_EVERY = 10  # seconds
FAULTS_A_RUN = 3
RATE = 200
USERS = 20
WORKERS = 3


class Fleet:
    """Plays the part of a test for the harness: it owns the processes."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="hrp-soak-")
        self.target = Target()
        self.gateway = Gateway()
        self.workers = []
        self.relays = []
        self.case = self.path("case.json")
        with open(self.case, "w", encoding="utf-8") as file:
            json.dump({"config": {"name": "soak",
                                  "base_url": f"http://127.0.0.1:{self.target.port}"},
                       "teststeps": [harness.step("get", "/get")]}, file)
        self.processes = []
        self.master = Master(self)
        for _ in range(WORKERS):
            self.add_worker()
        self.master.wait_workers(WORKERS)

    def path(self, name):
        return os.path.join(self.folder, name)

    def hrp(self, *args):
        process = Process([harness.HRP, *args], cwd=self.folder,
                          env=dict(os.environ, HOME=self.folder))
        self.processes.append(process)
        return process

    def add_worker(self):
        relay = Relay(self.master.bind_port)
        self.relays.append(relay)
        self.workers.append(self.hrp("boom", "--worker", "--ignore-quit", "--master-host",
                                     "127.0.0.1", "--master-port", str(relay.port),
                                     "--disable-console-output"))

    def restart_master(self):
        self.master.process._child.kill()
        self.master.process.wait()
        self.master = Master(self, bind_port=self.master.bind_port)

    def end(self):
        for process in self.processes:
            process.end()
        for thing in (*self.relays, self.target, self.gateway):
            thing.end()
        shutil.rmtree(self.folder, ignore_errors=True)


class Run:
    """One run with its faults, and what came of it."""

    def __init__(self, fleet, chance, kinds):
        self.fleet, self.chance, self.kinds = fleet, chance, kinds
        self.faults = []
        self.row = {}
        self.wrong = []

    def expect(self, holds, what):
        if not holds:
            self.wrong.append(what)

    def play(self):
        fleet = self.fleet
        fleet.master.wait_workers(WORKERS, 30)
        before = fleet.target.requests
        began = time.monotonic()
        reply = fleet.master.start(fleet.case, spawn_count=USERS, spawn_rate=50, max_rps=RATE,
                                   prometheus_gateway=f"127.0.0.1:{fleet.gateway.port}")
        assert reply == SUCCESS, reply
        for number, kind in enumerate(self.kinds):
            self.wait_until(began + FAULT_EVERY * number + 1 + 3 * self.chance.random())
            self.play_fault(kind)
            if kind.kills == "run":
                return self.lost_with_its_master(before)
        self.wait_until(began + FAULT_EVERY * len(self.kinds))
        self.stop(before, began)

    def play_fault(self, kind):
        fault = kind(self.fleet, self.chance)
        self.faults.append(fault)
        threading.Event().wait(fault.seconds)
        fault.mend()

    @staticmethod
    def wait_until(moment):
        threading.Event().wait(max(0.0, moment - time.monotonic()))

    def stop(self, before, began):
        master = self.fleet.master
        ran = time.monotonic() - began
        if master.state()["state"] != STOPPED:
            asked = time.monotonic()
            assert master.call("GET", "/stop") == SUCCESS
            master.wait_state(STOPPED, 60)
            self.row["stop_s"] = time.monotonic() - asked
        killed = sum(fault.kills == "worker" for fault in self.faults)
        self.settle(killed)
        state = master.state()
        total = state["total"]
        sent = self.fleet.target.requests - before
        counted = total["requests"] + total.get("resent", 0) + total.get("aborted", 0)
        self.row.update(ran_s=ran, requests=total["requests"], failures=total["failures"],
                        resent=total.get("resent", 0), server=sent, missing=sent - counted,
                        may_miss=state["may_be_missing"], rate=sent / ran)
        self.expect(0 <= sent - counted <= state["may_be_missing"], "the counts")
        self.expect(state["complete"] == (killed == 0), "what is said of completeness")
        self.expect(len(state["lost_workers"]) == killed, "the lost workers")
        # A worker behind a cut link goes on for up to 15 s while others have its users.
        cut = any(fault.name.startswith("link") for fault in self.faults)
        self.expect(cut or sent <= RATE * (ran + 1), "the rate")
        with open(self.fleet.path("summary.json"), encoding="utf-8") as file:
            summary = json.load(file)
        self.expect(summary["total"]["requests"] == total["requests"], "the summary file")
        self.expect(summary["complete"] == state["complete"], "the summary's completeness")

    def settle(self, killed):
        """Until everybody who lives has reported, and nothing comes any more."""
        master, target = self.fleet.master, self.fleet.target

        def quiet():
            state = master.state()
            if len(state["lost_workers"]) > killed:
                return False
            counts = (state["total"]["requests"], target.requests)
            threading.Event().wait(1)
            return counts == (master.state()["total"]["requests"], target.requests)
        try:
            wait_for(quiet, 40)
        except AssertionError:
            self.wrong.append("the figures did not settle")

    def lost_with_its_master(self, before):
        """The next run shows that nothing of this one is left."""
        self.fleet.master.wait_workers(WORKERS, 30)
        target = self.fleet.target

        def silent():
            count = target.requests
            threading.Event().wait(1)
            return target.requests == count
        wait_for(silent, 30, "the load to end without its master")
        self.row.update(server=target.requests - before)

    def line(self, number):
        cells = [f"{number:4}"]
        for key, width, digits in (("ran_s", 6, 1), ("requests", 9, 0), ("failures", 9, 0),
                                   ("resent", 7, 0), ("server", 8, 0), ("missing", 8, 0),
                                   ("may_miss", 9, 0), ("rate", 6, 1), ("stop_s", 7, 2)):
            cells.append(f"{self.row[key]:{width}.{digits}f}" if key in self.row else " " * width)
        faults = ", ".join(f"{fault.name} {fault.seconds:g} s" for fault in self.faults)
        return " ".join(cells) + f"  {'; '.join(self.wrong) or 'ok':<4}  {faults}"


HEADING = (" run  ran s  requests  failures  resent   server  missing  may miss   rate  stop s  "
           "came out, and what happened in it")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--seed", type=int, default=0, help="of the faults; 0: another each time")
    options = parser.parse_args()
    seed = options.seed or random.SystemRandom().randrange(1, 1_000_000)
    chance = random.Random(seed)
    print(f"seed {seed}\n{HEADING}", flush=True)
    fleet = Fleet()
    runs, bad = [], 0
    kinds = []
    until = time.monotonic() + options.seconds
    try:
        while time.monotonic() < until:
            while len(kinds) < FAULTS_A_RUN:
                kinds += chance.sample(KINDS, len(KINDS))
            run = Run(fleet, chance, [kinds.pop(0) for _ in range(FAULTS_A_RUN)])
            runs.append(run)
            try:
                run.play()
            except AssertionError as error:
                run.wrong.append(str(error).splitlines()[0])
            bad += bool(run.wrong)
            print(run.line(len(runs)), flush=True)
            if any("not within" in wrong for wrong in run.wrong):
                break
    finally:
        fleet.end()
    faults = sum(len(run.faults) for run in runs)
    server = sum(run.row.get("server", 0) for run in runs)
    print(f"{len(runs)} runs, {faults} faults, {server} requests, {bad} runs that did not come out")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
