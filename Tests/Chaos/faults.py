"""What goes wrong and when: a plan that follows from the seed."""

import os
import random
import signal
import threading
from collections import Counter

from cluster import ClusterError
from proxy import KINDS

POSTMASTER, BACKEND = "postmaster", "backend"
# Of a hundred kills so many are of the postmaster and of its sessions' processes; both end every
# session. The others are services'.
POSTMASTERS, BACKENDS = 6, 14


class Kills(threading.Thread):
    """Kills what the plan says, one after the other, at random moments."""

    def __init__(self, world, seed, count, pause):
        super().__init__(daemon=True)
        self.world, self.pause = world, pause
        self.random = random.Random(f"{seed}/kills")
        self.plan = self.made(count)
        self.done = Counter()
        self.missed = Counter()
        self.is_over = threading.Event()

    def made(self, count):
        """Kinds in the shares above, every service among them, shuffled."""
        most = max(1, count * POSTMASTERS // 100), max(1, count * BACKENDS // 100)
        plan = [POSTMASTER] * most[0] + [BACKEND] * most[1]
        services = self.world.instances
        plan += [services[place % len(services)] for place in range(count - len(plan))]
        self.random.shuffle(plan)
        return plan

    def run(self):
        for target in self.plan:
            while not self.struck(target):
                self.missed[target] += 1
                if self.is_over.wait(0.1):
                    return
            self.done[target] += 1
            if self.is_over.wait(self.random.uniform(0, 2 * self.pause)):
                return

    def struck(self, target):
        if target == POSTMASTER:
            self.world.cluster.kill_postmaster()
            self.world.cluster.restart(self.world.settings)
            return True
        if target == BACKEND:
            return self.struck_backend()
        return self.world.reviver.kill(target)

    def struck_backend(self):
        try:
            os.kill(self.random.choice(self.world.cluster.backends()), signal.SIGKILL)
            return True
        except (ClusterError, IndexError, ProcessLookupError):
            return False

    def stop(self):
        self.is_over.set()
        self.join(90)


class Disturbances(threading.Thread):
    """Breaks one link after the other for a moment."""

    def __init__(self, world, seed, pause, longest=2.0):
        super().__init__(daemon=True)
        self.world, self.pause, self.longest = world, pause, longest
        self.random = random.Random(f"{seed}/links")
        self.links = sorted(world.network.proxies)
        self.done = Counter()
        self.is_over = threading.Event()

    def run(self):
        while not self.is_over.wait(self.random.uniform(0, 2 * self.pause)):
            self.disturb(self.world.link(self.random.choice(self.links)))

    def disturb(self, link):
        kind = self.random.choice((*KINDS, "cut", "cut in an answer"))
        self.done[kind] += 1
        if kind == "cut":
            return link.cut()
        if kind == "cut in an answer":
            return link.cut(after_bytes=self.random.randrange(2_000))
        value = {"delay": self.random.uniform(0.01, 0.2), "slow": self.random.choice((500, 5_000))}
        link.set(kind, value.get(kind, 0))
        self.is_over.wait(self.random.uniform(0.1, self.longest))
        link.heal()

    def stop(self):
        self.is_over.set()
        self.join(30)
        self.world.network.heal()
