"""Leads through the exchange, against pgbench with the exchange's own statements and against Python."""

from . import exchange, peers, pgbench, python_exchange, recording, replay, stages
from .figures import median
from .load import Generator, tally

CONNECTIONS, STREAMS = 8, 32
IN_FLIGHT = CONNECTIONS * STREAMS
STORED, SOLD = 7, 2
BATCH = 64
# For the table of stages: one lead at a time, and as many as the figure is measured with.
WAYS = (("one at a time", 1, 1), ("256 at once", CONNECTIONS, STREAMS))


class Kind:
    """One way of a lead: its channel, the outcome that it has to have, what it is compared with."""

    def __init__(self, name, title, channel, outcome, one, batch=None):
        self.name, self.title, self.channel, self.outcome = name, title, channel, outcome
        # The figures against pgbench: one lead a transaction, and many.
        self.one, self.batch = f"{name}_vs_{one}", batch and f"{name}_vs_{batch}"

    def ended(self, since="-infinity"):
        """Asks for the number of leads that came since then and have the outcome."""
        return (
            f"SELECT count(*) FROM leads WHERE outcome = {self.outcome} AND created_at > '{since}'"
        )


CAPTURE = Kind("capture", "stored leads", "store-only", STORED, "pgbench_row", "pgbench_batch64")
PIPELINE = Kind("pipeline", "sold leads", "auction", SOLD, "pgbench_sale")


def capture(rounds, seconds, say):
    """Durable capture alone, on a channel that only stores."""
    with exchange.running() as running:
        return Comparison(running, CAPTURE, seconds, say).run(rounds)


def pipeline(rounds, seconds, say):
    """Leads sold through all five services to ten buyers."""
    with exchange.running() as running:
        running.connect_buyers()
        comparison = Comparison(running, PIPELINE, seconds, say)
        measured = comparison.run(rounds)
        measured["rss_mib_max"] = running.peak_resident_mib()
        say("")
        say("Where the time of one sold lead goes:")
        say(stages.measure(running, comparison.generator, comparison.port, WAYS))
        return measured


class Comparison:
    """Rounds of all sides in turn; the ratios of the medians."""

    def __init__(self, running, kind, seconds, say):
        self.running, self.kind, self.seconds, self.say = running, kind, seconds, say
        self.authorization = f"Bearer {running.seller_key(kind.channel)}"
        self.frame, self.size = peers.frame()
        self.generator = Generator(self.frame, self.authorization)
        self.port = running.port("capture")
        self.scripts = self.recorded()
        python_exchange.prepare(running)

    def run(self, rounds):
        kind, rates = self.kind, {}
        for index in range(rounds):
            self.say(f"round {index + 1}/{rounds}, {kind.title} ({self.size} bytes a lead)")
            for name, rate in self.one_round():
                rates.setdefault(name, []).append(rate)
        ours = median(rates.pop("ours"))
        self.say("")
        self.say(f"{kind.title}: {ours:,.0f}/s; " + ", ".join(
            f"{name} {median(values):,.0f}/s" for name, values in rates.items()))
        measured = {name: ours / median(values) for name, values in rates.items()}
        return measured | {f"{kind.name}_leads_per_second": ours}

    def one_round(self):
        rate = self.through(self.port, "leadline")
        self.say(f"  leadline {rate:>22,.0f} leads/s")
        yield "ours", rate
        for figure, (script, leads) in self.scripts.items():
            yield figure, self.by_pgbench(script, leads)
        sells = self.kind is PIPELINE
        with python_exchange.serving(self.running, self.authorization, buyers=sells) as port:
            rate = self.through(port, python_exchange.DATABASE)
        self.say(f"  Python {rate:>24,.0f} leads/s")
        yield f"{self.kind.name}_vs_python", rate

    def recorded(self):
        """Scripts for pgbench of what one lead made production ask of PostgreSQL."""
        running, kind = self.running, self.kind
        # The first lead warms up connections and caches; the second is the one to repeat.
        before = running.count(kind.ended())
        self.generator.call_once(self.port)
        running.wait_until(kind.ended(), before + 1)
        with recording.recording(running.cluster) as calls:
            self.generator.call_once(self.port)
            running.wait_until(kind.ended(), before + 2)
        newest = running.cluster.sql("SELECT max(lead_id::text) FROM leads")
        own = recording.of_lead(calls, newest)
        if not own:
            raise recording.RecordingError("the log shows no statement of the recorded lead")
        scripts = {}
        for figure, leads in ((kind.one, 1), (kind.batch, BATCH)):
            if figure:
                path = running.folder / f"{figure}.sql"
                path.write_text(replay.script(running.cluster, own, {running.tenant_id()}, leads))
                scripts[figure] = path, leads
        return scripts

    def through(self, port, database):
        """Leads a second; each that was answered, PostgreSQL must have with the outcome."""
        began = self.running.now()
        load = self.generator.run(port, self.seconds, CONNECTIONS, STREAMS)
        tally(self.running.count(self.kind.ended(began), database), load.replies.ok, IN_FLIGHT)
        return load.calls_per_second

    def by_pgbench(self, script, leads):
        """The same by pgbench. The last calls of `through` may still become rows meanwhile."""
        began = self.running.now()
        rate, done = pgbench.best(self.running.cluster, script, self.seconds, self.say, leads)
        tally(self.running.count(self.kind.ended(began)), done, IN_FLIGHT)
        return rate
