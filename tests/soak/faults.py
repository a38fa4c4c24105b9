"""The faults of a soak. Each begins when it is made and ends with mend(); `kills` says what is gone
for good: nothing, a worker, or the run with its master."""

import os
import signal


class Fault:
    kills = None

    def __init__(self, fleet, chance):
        self.fleet = fleet
        self.seconds = chance.choice((0.5, 2, 5, 8))
        self.begin(chance)

    def begin(self, chance):
        raise NotImplementedError

    def mend(self):
        pass


class WorkerPaused(Fault):
    name = "worker stopped"

    def begin(self, chance):
        self.worker = chance.choice(self.fleet.workers)
        self.worker.send_signal(signal.SIGSTOP)

    def mend(self):
        self.worker.send_signal(signal.SIGCONT)


class MasterPaused(Fault):
    name = "master stopped"

    def begin(self, chance):
        self.fleet.master.process.send_signal(signal.SIGSTOP)

    def mend(self):
        self.fleet.master.process.send_signal(signal.SIGCONT)


class WorkerKilled(Fault):
    name = "worker killed"
    kills = "worker"

    def begin(self, chance):
        worker = chance.choice(self.fleet.workers)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        self.fleet.workers.remove(worker)

    def mend(self):
        self.fleet.add_worker()


class MasterKilled(Fault):
    name = "master killed"
    kills = "run"

    def begin(self, chance):
        self.fleet.restart_master()


class LinkCut(Fault):
    name = "link cut"

    def begin(self, chance):
        self.relay = chance.choice(self.fleet.relays)
        directions = chance.choice((("to_master",), ("to_worker",), ("to_master", "to_worker")))
        self.relay.cut(*directions)

    def mend(self):
        self.relay.mend()


class LinkRefused(LinkCut):
    name = "link reset"

    def begin(self, chance):
        self.relay = chance.choice(self.fleet.relays)
        self.relay.refuse()


class GatewayFails(Fault):
    name = "gateway fails"

    def begin(self, chance):
        self.fleet.gateway.fault = chance.choice(("refuse", "hang"))

    def mend(self):
        self.fleet.gateway.fault = None


class TargetFails(Fault):
    name = "target fails"

    def begin(self, chance):
        self.fleet.target.fault = chance.choice(("reset", "close"))

    def mend(self):
        self.fleet.target.fault = None


KINDS = (WorkerPaused, LinkCut, TargetFails, WorkerKilled, GatewayFails, MasterPaused, LinkRefused,
         MasterKilled)
