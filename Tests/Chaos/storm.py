"""One run: leads flow while everything dies and comes back, then all is held against the books."""

import json
import re
import time

import yaml
from buyers import ChaosBuyer
from checks import violations
from cluster import ClusterError
from faults import Disturbances, Kills
from history import History, ask, limits_of
from journal import Journal, read
from leadline.v1 import journal_pb2
from partners import Partners
from waiting import until
from world import MARKET, World

# How long after the last fault every lead may take to its end: a lease (15 s), the time for
# selling (30 s), a silent buyer's grace (2 s), and one more lease for what died meanwhile.
SETTLED_S = 75
OPEN = (
    "select (select count(*) from leads where outcome = 1) + (select count(*) from leases)"
    " + (select count(*) from sales where state in (1, 4))"
)


class Storm:
    """A seeded run of `kills` kills, `pause` seconds apart on average."""

    def __init__(self, seed, kills, pause, rate, say=lambda text: None, world=None):
        self.seed, self.kills, self.pause, self.rate, self.say = seed, kills, pause, rate, say
        self.world = world or World()
        self.journal = Journal(self.world.folder / "partners.journal")
        self.buyers = []
        self.partners = None
        self.result = {}

    def start(self):
        self.world.start()
        names = ("acorn", "birch", "cedar", "dogwood", "elm")
        for place, name in enumerate(names):
            key = self.world.key("north", "buyer", "--party", name)
            buyer = ChaosBuyer(
                name, self.world.buyer_address(), key, self.seed,
                generous=1.5 if place in (2, 3) else 1.0,
            )
            buyer.start()
            self.buyers.append(buyer)
        for buyer in self.buyers:
            assert buyer.is_connected.wait(20), f"{buyer.name} didn't get through"
        self.world.revive()

    def run(self):
        """Faults until the plan is done, then calm until everything has its end."""
        key = self.world.seller_key()
        partners = Partners(self.world, key, self.journal, self.seed, rate=self.rate)
        self.partners = partners
        began = time.monotonic()
        partners.start()
        done = self.faults(partners)
        calm = time.monotonic()
        unanswered = partners.stop(SETTLED_S)
        left = SETTLED_S - (time.monotonic() - calm)
        settled = until(self.is_settled, max(1.0, left))
        settled_s = round(time.monotonic() - calm, 1)
        told = until(self.is_told, 45)
        self.result = dict(
            done or {}, seed=self.seed,
            leads=partners.acknowledged, seconds=round(calm - began, 1),
            unanswered=unanswered, settled_s=settled_s if settled else None,
            told=told, streams=sum(buyer.streams for buyer in self.buyers),
            odd=partners.odd[:20], crashes=self.world.failures[:20],
        )

    def faults(self, partners):
        """Kills and broken links; how often each, and what of the plan is missing."""
        began = time.monotonic()
        kills = Kills(self.world, self.seed, self.kills, self.pause)
        links = Disturbances(self.world, self.seed, self.pause)
        kills.start()
        links.start()
        while not until(lambda: not (kills.is_needed() or links.is_needed()), 5):
            self.say(
                f"{time.monotonic() - began:6.0f} s  {sum(kills.done.values()):4} of {self.kills}"
                f" kills  {sum(links.done.values()):4} broken links"
                f"  {partners.acknowledged:6} leads acknowledged, {partners.ended:6} ended"
            )
        try:
            kills.stop()
        finally:
            links.stop()
        return dict(
            kills=sum(kills.done.values()), killed=dict(sorted(kills.done.items())),
            links=dict(sorted(links.done.items())),
            missing=[*kills.missing(), *links.missing()],
        )

    def is_settled(self):
        try:
            return self.world.cluster.sql(OPEN) == "0"
        except ClusterError:
            return False

    def is_told(self):
        """Buyers know what they bought, and reports have counted it."""
        found = {check for check, _ in violations(self.history())}
        return not found & {"buyers_are_told", "reports_agree"}

    def history(self, plant=""):
        with open(MARKET, encoding="utf-8") as file:
            limits = limits_of(yaml.safe_load(file))
        buyers = {buyer.name: buyer for buyer in self.buyers}
        return History(
            read(self.journal.path), ask(self.world.cluster, plant), buyers, limits
        )

    def verdict(self):
        """The result with what the checks say of it, and whether all is well."""
        history = self.history()
        found = violations(history)
        result = dict(
            self.result, leads_stored=len(history.leads), sold=len(history.confirmed),
            attempts=sum(entry["event"] == "sending" for entry in history.journal),
            lost=sum(check == "nothing_acknowledged_is_lost" for check, _ in found),
            sold_twice=sum(check == "nothing_is_sold_twice" for check, _ in found),
            violations=[": ".join(pair) for pair in found],
        )
        for _, sentence in found[:3]:
            self.trace(sentence)
        bad = [result.get(name) for name in ("missing", "odd", "crashes", "unanswered")]
        has_sold = result["leads"] > 0 and result["sold"] > 0
        good = not (found or any(bad)) and has_sold
        return result, good and result["settled_s"] is not None

    def trace(self, sentence):
        """What the journal and the sales say of the lead that a sentence names."""
        for lead in re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", sentence)[:1]:
            where = f"where lead_id = '{lead}' or lead_id = " \
                f"(select lead_id from sales where sale_id = '{lead}')"
            self.say(f"--- {sentence}")
            self.say(self.world.cluster.sql(
                "select sale_id, state, buyer_id, price_micros, created_at, updated_at,"
                f" grace_until from sales {where} order by created_at"
            ))
            for line in self.world.cluster.sql(
                f"select revision, at, encode(entry, 'hex') from journal {where} order by revision"
            ).splitlines():
                revision, at, entry = line.split("|")
                told = journal_pb2.JournalEntry.FromString(bytes.fromhex(entry))
                self.say(f"{revision} {at} " + " ".join(str(told).split())[:1500])

    def stop(self):
        if self.partners:
            self.partners.stop(0)
        for buyer in self.buyers:
            buyer.is_over.set()
        self.world.stop()
        for buyer in self.buyers:
            buyer.stop()
        self.journal.close()


def text_of(result):
    """One line of JSON."""
    return json.dumps(result)
