"""The demo: real programs, real PostgreSQL, leads in at capture and sold, booked and explained."""

import json
import pathlib
import shutil
import signal
import sys
import tempfile

from books import read_books
from cluster import Cluster
from processes import Stack, StackError
from secrets_file import random_secrets
from waiting import until

TENANT = "demo"
SETTLE_SECONDS = 60
BUYERS_READY = "buyers ready"


def say(text=""):
    print(text, flush=True)


def heading(text):
    say(f"\n── {text} " + "─" * max(3, 76 - len(text)))


class Demo:
    """One run, in a folder of its own that goes with it."""

    def __init__(self, root, binaries, leads, market, mapping, seller, count, seed):
        self.root = pathlib.Path(root)
        self.leads, self.market, self.mapping = leads, market, mapping
        self.seller, self.count, self.seed = seller, count, seed
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="leadline-demo-"))
        self.folder.chmod(0o755)
        self.cluster = Cluster(self.folder / "postgres", tied=True)
        self.stack = Stack(
            root, self.folder, binaries, self.cluster.url(), random_secrets(), fixed_ports=False,
            tied=True,
        )

    def run(self):
        """Everything in order; whatever happens, what was started is stopped."""
        try:
            self.start()
            self.open_market()
            summary = self.import_leads()
            self.settle(summary)
            return self.show(summary)
        except StackError:
            self.keep_logs()
            raise
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            self.stack.stop_all()
            self.cluster.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        heading("starting")
        self.cluster.start()
        self.cluster.create_database()
        say(f"  {'postgres':<10} {self.cluster.address}")
        self.stack.start_all(say)

    def open_market(self):
        heading("the market")
        self.stack.run("leadline", "apply", "-f", str(self.market), "--tenant", TENANT)
        keys = self.folder / "keys"
        keys.mkdir()
        self.seller_key = self.key("seller", "--channel", self.seller)
        self.operator_key = self.key("operator")
        self.stack.run(
            "leadline", "keys", "create", "--tenant", TENANT, "--role", "buyer", "--all",
            "--output", str(keys / "buyers.keys"),
        )
        buyers = self.stack.services["buyers"]
        buyers.command = buyers.command + ["--seed", str(self.seed)]
        self.stack.start(buyers)
        self.stack.wait_line("buyers", BUYERS_READY)
        say(f"  {len((keys / 'buyers.keys').read_text().split(chr(10))) - 1} buyers connected")

    def key(self, role, *arguments):
        made = self.stack.run(
            "leadline", "keys", "create", "--tenant", TENANT, "--role", role, *arguments,
            capture_output=True,
        )
        return made.stdout.strip()

    def import_leads(self):
        heading("leads in")
        self.summary_file = self.folder / "import.json"
        source = (
            [str(self.leads), "--mapping", str(self.mapping)]
            if self.leads
            else ["--generate", str(self.count), "--seed", str(self.seed)]
        )
        done = self.stack.run(
            "leadline", "import", *source, "--address", self.stack.address("capture"),
            "--key", self.seller_key, "--summary", str(self.summary_file), "--wait", "30",
            check=False,
        )
        # It ends with 1 when a row was bad: the others were sold all the same.
        numbers = self.summary_file.read_text() if self.summary_file.exists() else ""
        if not numbers:
            raise StackError(f"`leadline import` ended with {done.returncode}")
        return json.loads(numbers)

    def settle(self, summary):
        """Waits for the grace of silent buyers and for the reports to catch up."""

        def is_settled():
            pending = int(self.cluster.sql("SELECT count(*) FROM leads WHERE outcome = 1"))
            report = self.report_json()
            total = report["total"]
            return pending == total["pending"] == report["lag_entries"] == 0 < total["received"]

        if not until(is_settled, SETTLE_SECONDS, interval=0.2):
            raise StackError("the leads didn't all come to an end, or the reports don't catch up")

    def report_json(self):
        done = self.report("--json", capture_output=True)
        return json.loads(done.stdout)

    def report(self, *arguments, **options):
        return self.stack.run(
            "leadline", "report", "--address", self.stack.address("reporting"),
            "--key", self.operator_key, *arguments, **options,
        )

    def explain(self, lead):
        self.stack.run(
            "leadline", "explain", lead, "--address", self.stack.address("routing"),
            "--key", self.operator_key,
        )

    def show(self, summary):
        heading("the funnel")
        self.report()
        heading("sales by buyer")
        self.report("--by", "buyer")
        heading("why leads didn't sell")
        self.report("--by", "reason")
        for outcome, word in ((2, "sold"), (3, "unsold")):
            lead = self.cluster.sql(
                f"SELECT lead_id FROM leads WHERE outcome = {outcome} ORDER BY lead_id LIMIT 1"
            )
            if lead:
                heading(f"one {word} lead explained")
                self.explain(lead)
        heading("the books")
        books = read_books(self.cluster)
        for line in books.lines():
            say(f"  {line}")
        return self.verdict(summary, books)

    def verdict(self, summary, books):
        """The last line, and whether all is well."""
        sold, pending = (
            int(self.cluster.sql(f"SELECT count(*) FROM leads WHERE outcome = {outcome}"))
            for outcome in (2, 1)
        )
        line = dict(
            submitted=summary["submitted"],
            answered=summary["answered"],
            sold=sold,
            pending=pending,
            errors=summary["errors"],
            buyer_debit_micros=books.buyer_debit,
            payout_micros=books.payout,
            margin_micros=books.margin,
            books_agree=books.agree,
            leads_per_second=summary["leads_per_second"],
            overhead_p50_ms=summary["overhead_p50_ms"],
            overhead_p99_ms=summary["overhead_p99_ms"],
            seed=self.seed,
        )
        say()
        say(json.dumps(line))
        good = books.agree and pending == 0 and summary["errors"] == 0 and sold > 0
        return 0 if good and summary["answered"] == summary["submitted"] else 1

    def keep_logs(self):
        kept = self.root / ".run" / "demo-logs"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.folder / "logs", kept, dirs_exist_ok=True)
        print(f"logs are in {kept}", file=sys.stderr)
