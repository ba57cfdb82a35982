"""What happened, from four witnesses: the partners' journal, the buyers, the database, the market.

`checks.py` holds them against each other.
"""

import json
import subprocess
from collections import defaultdict
from dataclasses import dataclass, field

TERMINAL = range(2, 10)
PENDING = 1
AWARDED, CONFIRMED, REJECTED, UNKNOWN, VOIDED = 1, 2, 3, 4, 5
LIVE = (AWARDED, CONFIRMED, UNKNOWN)

# Each gives one JSON object a row. What grows with the journal or the ledger is summed here.
QUESTIONS = {
    "submissions": "select idempotency_key as key, lead_id as lead from submissions",
    "leads": "select lead_id as lead, seller_key as key, outcome, revision, max_sold, test, "
    "encode(sha256(reply), 'hex') as reply from leads",
    "sales": "select lead_id as lead, sale_id as sale, slot, state, live, buyer_id as buyer, "
    "campaign_id as campaign, price_micros as price, payout_micros as payout, "
    "margin_micros as margin, max_sold, cap_ids, cap_windows from sales",
    "journal": "select lead_id as lead, count(*) as rows, min(revision) as first, "
    "max(revision) as last from journal group by lead_id",
    "postings": "select posting_id as posting, sale_id as sale, lead_id as lead, "
    "sum(amount_micros) as sum, "
    "coalesce(sum(amount_micros) filter (where account like 'buyer:%'), 0) as debit, "
    "coalesce(-sum(amount_micros) filter (where account like 'seller:%'), 0) as payout, "
    "coalesce(-sum(amount_micros) filter (where account = 'exchange:margin'), 0) as margin "
    "from ledger group by posting_id, sale_id, lead_id",
    "leases": "select lead_id as lead, owner, expires_at > now() as runs from leases",
    "allowances": "select campaign_id as campaign, cap_id as cap, window_key as window, "
    "used, held from allowances",
    "rollups": "select coalesce(sum(confirmed_sales), 0) as sales, "
    "coalesce(sum(revenue_micros), 0) as revenue from rollups",
}


@dataclass
class BuyerSays:
    """What one buyer said, and what it was told."""

    accepted: set = field(default_factory=set)
    rejected: set = field(default_factory=set)
    disclosed: set = field(default_factory=set)
    voided: set = field(default_factory=set)


@dataclass
class History:
    """All that the checks look at."""

    journal: list
    tables: dict
    buyers: dict = field(default_factory=dict)
    limits: dict = field(default_factory=dict)

    def __post_init__(self):
        self.leads = {row["lead"]: row for row in self.tables["leads"]}
        self.sales = {row["sale"]: row for row in self.tables["sales"]}
        self.sales_of = defaultdict(list)
        for sale in self.tables["sales"]:
            self.sales_of[sale["lead"]].append(sale)
        self.lead_of = {row["key"]: row["lead"] for row in self.tables["submissions"]}
        self.answers = [entry for entry in self.journal if entry["event"] == "answer"]

    @property
    def confirmed(self):
        return [sale for sale in self.sales.values() if sale["state"] == CONFIRMED]


def ask(cluster, plant=""):
    """Every question in one snapshot. `plant` is SQL that runs before, and is rolled back."""
    lines = ["begin isolation level repeatable read;", "set session_replication_role = replica;"]
    lines.append(plant)
    for name, question in QUESTIONS.items():
        lines.append(f"select '{name}', to_json(q) from ({question}) q;")
    lines.append("rollback;")
    answer = subprocess.run(
        [
            cluster.bin / "psql", cluster.url(), "-XAtq", "-F", "\t",
            "-v", "ON_ERROR_STOP=1", "-f", "-",
        ],
        input="\n".join(lines), capture_output=True, text=True, check=False,
    )
    assert answer.returncode == 0, answer.stderr
    tables = {name: [] for name in QUESTIONS}
    for line in answer.stdout.splitlines():
        name, row = line.split("\t", 1)
        tables[name].append(json.loads(row))
    return tables


def limits_of(market):
    """The caps that a market file sets: (campaign, cap) → units."""
    return {
        (campaign["id"], cap["id"]): cap["max_sold"]
        for buyer in market["buyers"]
        for campaign in buyer["campaigns"]
        for cap in campaign.get("caps", [])
    }
