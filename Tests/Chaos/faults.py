"""What goes wrong and when: a plan that follows from the seed, and what of it came to pass."""

import os
import random
import signal
import threading
import time
from collections import Counter

from cluster import ClusterError
from proxy import KINDS

POSTMASTER, BACKEND = "postmaster", "backend"
# Of a hundred kills so many are of the postmaster and of its sessions' processes; both end every
# session. The others are services'.
POSTMASTERS, BACKENDS = 6, 14
# How long a target may be gone when its turn has come, in seconds; it is started again meanwhile.
MISSED_S = 60
# How long a link's fault lasts at most, in seconds.
LONGEST_S = 2.0
LINK_FAULTS = (*KINDS, "cut", "cut in an answer")


class Faults(threading.Thread):
    """Makes faults until it is told to stop, or its plan is done; `stop` raises what went wrong."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world = world
        self.done = Counter()
        self.is_over = threading.Event()
        self.failure = None

    def run(self):
        try:
            self.work()
        except Exception as error:
            self.failure = error

    def is_needed(self):
        """Whether there is something yet to come that a run can't do without."""
        return self.is_alive()

    def stop(self, seconds=90):
        self.is_over.set()
        self.join(seconds)
        if self.failure:
            raise self.failure
        assert not self.is_alive(), f"{type(self).__name__} don't end"


class Kills(Faults):
    """Kills what the plan says, one after the other, at random moments."""

    def __init__(self, world, seed, count, pause):
        super().__init__(world)
        self.pause = pause
        self.random = random.Random(f"{seed}/kills")
        self.targets = [POSTMASTER, BACKEND, *world.instances]
        self.plan = self.made(count)

    def made(self, count):
        """Kinds in the shares above, every service among them, shuffled."""
        most = max(1, count * POSTMASTERS // 100), max(1, count * BACKENDS // 100)
        plan = [POSTMASTER] * most[0] + [BACKEND] * most[1]
        services = self.world.instances
        plan += [services[place % len(services)] for place in range(count - len(plan))]
        self.random.shuffle(plan)
        return plan

    def work(self):
        for target in self.plan:
            self.strike(target)
            self.done[target] += 1
            if self.is_over.wait(self.random.uniform(0, 2 * self.pause)):
                return

    def strike(self, target):
        deadline = time.monotonic() + MISSED_S
        while not self.struck(target):
            if self.is_over.wait(0.1) or time.monotonic() > deadline:
                raise TimeoutError(f"{target} wasn't there to be killed")

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

    def missing(self):
        """What of the plan didn't come to pass, and whom a plan that is long enough left out."""
        for target, count in (Counter(self.plan) - self.done).items():
            yield f"{target}: {self.done[target]} of {self.done[target] + count} kills"
        if len(self.plan) >= len(self.targets):
            for target in sorted(set(self.targets) - self.done.keys()):
                yield f"{target} was never killed"


class Disturbances(Faults):
    """Breaks one link after the other for a moment, of each kind once before one comes again."""

    def __init__(self, world, seed, pause):
        """`pause`: seconds between two faults on average; a fault lasts up to three times that."""
        super().__init__(world)
        self.pause, self.longest = pause, min(3 * pause, LONGEST_S)
        self.random = random.Random(f"{seed}/links")
        self.links = self.rounds(sorted(world.network.proxies))
        self.kinds = self.rounds(LINK_FAULTS)
        self.broken = Counter()

    def rounds(self, items):
        """All of them in some order, then all in another, without end."""
        while True:
            yield from self.random.sample(items, len(items))

    def work(self):
        while not self.is_over.wait(self.random.uniform(0, 2 * self.pause)):
            name, kind = next(self.links), next(self.kinds)
            self.disturb(self.world.link(name), kind)
            self.done[kind] += 1
            self.broken[name] += 1

    def is_needed(self):
        return self.is_alive() and len(self.done) < len(LINK_FAULTS)

    def disturb(self, link, kind):
        if kind == "cut":
            return link.cut()
        if kind == "cut in an answer":
            return link.cut(after_bytes=self.random.randrange(2_000))
        value = {"delay": self.random.uniform(0.01, 0.2), "slow": self.random.choice((500, 5_000))}
        link.set(kind, value.get(kind, 0))
        self.is_over.wait(self.random.uniform(0.1, self.longest))
        link.heal()

    def missing(self):
        """Kinds that never came, and links that were spared when there was a turn for each."""
        for kind in sorted(set(LINK_FAULTS) - self.done.keys()):
            yield f"no link had the fault '{kind}'"
        links = self.world.network.proxies.keys()
        if self.done.total() >= len(links):
            for name in sorted(links - self.broken.keys()):
                yield f"the link {name} was never broken"

    def stop(self, seconds=90):
        try:
            super().stop(seconds)
        finally:
            self.world.network.heal()
