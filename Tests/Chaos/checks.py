"""The promises, each as a check over a `History`. A check yields a sentence for every breach."""

from collections import Counter, defaultdict

from history import AWARDED, CONFIRMED, LIVE, PENDING, REJECTED, UNKNOWN


def violations(history):
    """Every breach of every promise, as (check, sentence)."""
    return [(check.__name__, sentence) for check in CHECKS for sentence in check(history)]


def nothing_acknowledged_is_lost(history):
    for answer in history.answers:
        if answer["lead"] not in history.leads:
            yield f"{answer['key']} was answered as {answer['lead']}, which isn't there"
        elif history.lead_of.get(answer["key"]) != answer["lead"]:
            yield f"{answer['key']} isn't the key of {answer['lead']} any more"


def nothing_comes_from_nowhere(history):
    """Every lead is one that a partner wrote down before sending it."""
    sent = {entry["key"] for entry in history.journal if entry["event"] == "sending"}
    for lead in history.leads.values():
        if lead["key"] not in sent:
            yield f"{lead['lead']} has the key {lead['key']}, which nobody sent"


def a_key_is_one_lead(history):
    seen = defaultdict(set)
    for answer in history.answers:
        seen[answer["key"]].add(answer["lead"])
    for lead in history.leads.values():
        seen[lead["key"]].add(lead["lead"])
    for key, leads in seen.items():
        if len(leads) > 1:
            yield f"{key} stands for {sorted(leads)}"


def the_same_key_gives_the_same_end(history):
    """What was answered at the end is what is stored, byte for byte, whenever it was asked."""
    for answer in history.answers:
        lead = history.leads.get(answer["lead"])
        if answer["outcome"] != PENDING and lead and lead["reply"] != answer["reply"]:
            yield f"{answer['key']} was answered in other bytes than are stored"


def other_content_is_refused(history):
    first = {}
    for answer in history.answers:
        if answer["content"] is None:
            continue
        if first.setdefault(answer["key"], answer["content"]) != answer["content"]:
            yield f"{answer['key']} was accepted with other content"


def every_lead_has_ended(history):
    for lead in history.leads.values():
        if lead["outcome"] == PENDING:
            yield f"{lead['lead']} is still pending"
    ended = {answer["key"] for answer in history.answers if answer["outcome"] != PENDING}
    for key in {answer["key"] for answer in history.answers} - ended:
        yield f"{key} was acknowledged and never answered"


def no_lease_is_left(history):
    for lease in history.tables["leases"]:
        yield f"{lease['lead']} is leased to {lease['owner']}"


def nothing_is_sold_twice(history):
    for lead, sales in history.sales_of.items():
        live = [sale for sale in sales if sale["state"] in LIVE]
        for what in ("slot", "buyer"):
            for value, count in Counter(sale[what] for sale in live).items():
                if count > 1:
                    yield f"{lead} has {count} live sales of {what} {value}"
        most = min([sale["max_sold"] for sale in live], default=0)
        if len(live) > most:
            yield f"{lead} has {len(live)} live sales where {most} may be"


def a_sale_fits_its_lead(history):
    for lead, sales in history.sales_of.items():
        row = history.leads.get(lead)
        confirmed = sum(sale["state"] == CONFIRMED for sale in sales)
        if row is None:
            yield f"sales of {lead}, which isn't there"
        elif row["outcome"] != PENDING and (row["outcome"] == 2) != (confirmed > 0):
            yield f"{lead} ended as {row['outcome']} with {confirmed} confirmed sales"
        elif row["outcome"] != PENDING and any(s["state"] in (AWARDED, UNKNOWN) for s in sales):
            yield f"{lead} ended with an open sale"


def the_books_agree(history):
    postings = defaultdict(list)
    for posting in history.tables["postings"]:
        postings[posting["sale"]].append(posting)
        if posting["sum"] != 0:
            yield f"posting {posting['posting']} sums to {posting['sum']}"
    for sale in history.confirmed:
        if history.leads.get(sale["lead"], {}).get("test"):
            continue
        booked = postings.pop(sale["sale"], [])
        if len(booked) != 1:
            yield f"sale {sale['sale']} is booked {len(booked)} times"
            continue
        want = (sale["price"], sale["payout"], sale["margin"])
        if (booked[0]["debit"], booked[0]["payout"], booked[0]["margin"]) != want:
            yield f"sale {sale['sale']} is booked at another price"
        if sale["price"] != sale["payout"] + sale["margin"]:
            yield f"sale {sale['sale']} doesn't split into its price"
    for sale in postings:
        yield f"a posting for {sale}, which isn't confirmed"


def caps_hold(history):
    """Sales that are live never exceed the market's limit; allowances say what sales say."""
    used, held = Counter(), Counter()
    for sale in history.sales.values():
        for cap, window in zip(sale["cap_ids"], sale["cap_windows"], strict=True):
            place = (sale["campaign"], cap, window)
            used[place] += sale["state"] == CONFIRMED
            held[place] += sale["state"] in (AWARDED, UNKNOWN)
    for place in used:
        limit = history.limits.get(place[:2])
        if limit is not None and used[place] + held[place] > limit:
            yield f"{place} has {used[place]} sales and {held[place]} held of {limit}"
    for row in history.tables["allowances"]:
        place = (row["campaign"], row["cap"], row["window"])
        if (row["used"], row["held"]) != (used[place], held[place]):
            yield f"{place} says {row['used']}+{row['held']}, sales {used[place]}+{held[place]}"


def the_journal_has_no_gaps(history):
    journals = {row["lead"]: row for row in history.tables["journal"]}
    for lead in history.leads.values():
        row = journals.get(lead["lead"], {"rows": 0, "first": 0, "last": 0})
        if (row["first"], row["last"], row["rows"]) != (1, lead["revision"], lead["revision"]):
            yield f"{lead['lead']} is at {lead['revision']}, its journal {row}"
    for lead in journals.keys() - history.leads.keys():
        yield f"a journal of {lead}, which isn't there"


def buyers_agree(history):
    """Nobody pays for what it didn't accept; who accepted has bought, or was told it is void."""
    for name, says in history.buyers.items():
        mine = {sale: row for sale, row in history.sales.items() if row["buyer"] == name}
        for sale, row in mine.items():
            if row["state"] == CONFIRMED and sale not in says.accepted:
                yield f"{name} is charged for {sale}, which it didn't accept"
            if row["state"] == REJECTED and sale in says.accepted:
                yield f"{name} accepted {sale}, which counts as rejected"
        for sale in says.accepted - mine.keys():
            yield f"{name} accepted {sale}, which isn't there"
        for sale in says.disclosed:
            if history.sales.get(sale, {}).get("state") != CONFIRMED:
                yield f"{name} was shown the consumer of {sale}, which isn't confirmed"
        for sale in says.voided:
            if history.sales.get(sale, {}).get("state") == CONFIRMED:
                yield f"{name} was told that {sale} is void, which is confirmed"


def buyers_are_told(history):
    """Who bought knows the consumer; who accepted in vain knows that it is void."""
    for name, says in history.buyers.items():
        for sale, row in history.sales.items():
            if row["buyer"] != name:
                continue
            if row["state"] == CONFIRMED and sale not in says.disclosed:
                yield f"{name} was never told who {sale} is"
            in_vain = row["state"] not in (CONFIRMED, AWARDED, UNKNOWN)
            if in_vain and sale in says.accepted and sale not in says.voided:
                yield f"{name} accepted {sale} in vain and wasn't told"


def reports_agree(history):
    """Every sale was counted into the rollups once."""
    (sums,) = history.tables["rollups"]
    sales = len(history.confirmed)
    revenue = sum(sale["price"] for sale in history.confirmed)
    if (sums["sales"], sums["revenue"]) != (sales, revenue):
        yield f"rollups say {sums['sales']} sales, {sums['revenue']}; it is {sales}, {revenue}"


CHECKS = (
    nothing_acknowledged_is_lost, nothing_comes_from_nowhere, a_key_is_one_lead,
    the_same_key_gives_the_same_end, other_content_is_refused, every_lead_has_ended,
    no_lease_is_left, nothing_is_sold_twice, a_sale_fits_its_lead, the_books_agree, caps_hold,
    the_journal_has_no_gaps, buyers_agree, buyers_are_told, reports_agree,
)
