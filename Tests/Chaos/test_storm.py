"""A short storm; then every promise is broken once on its traces, and the checker sees each."""

import copy
import os

import pytest
from checks import CHECKS, violations
from faults import BACKEND, LINK_FAULTS, POSTMASTER
from storm import Storm, text_of

SEED = int(os.environ.get("SEED", "2026"))
# The postmaster, a session, and each process of a service once.
KILLS = 11


@pytest.fixture(scope="module")
def storm():
    made = Storm(SEED, KILLS, pause=0.3, rate=40)
    try:
        made.start()
        made.run()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def history(storm):
    return storm.history()


def test_no_promise_is_broken(storm):
    result, is_good = storm.verdict()
    print(text_of(result))
    assert is_good, text_of(result)
    assert result["kills"] == KILLS and result["leads"] > 50


def test_all_were_killed_and_links_broken_in_every_way(storm):
    assert len(storm.world.instances) == 9
    assert {*storm.world.instances, POSTMASTER, BACKEND} == storm.result["killed"].keys()
    assert storm.result["links"].keys() == set(LINK_FAULTS)


def test_the_last_units_of_a_cap(storm, history):
    """Two routing processes sold them side by side, and were killed meanwhile. A unit that the
    buyer gives back after the last lead stays unsold."""
    limit = history.limits["cedar-cars", "lifetime"]
    reserved, sold = (
        sum(sale["campaign"] == "cedar-cars" for sale in sales)
        for sales in (history.sales.values(), history.confirmed)
    )
    assert sold <= limit <= reserved
    assert all(storm.world.link(name).passed > 0 for name in ("routing", "routing-2"))


# One breach of each promise, planted in the database: SQL that is rolled back.
ONE_SALE = "(select sale_id from sales where state = 2 order by sale_id limit 1)"
ONE_LEAD = "(select lead_id from leads where outcome = 2 order by lead_id limit 1)"
COPY = (
    "insert into sales (tenant_id, lead_id, sale_id, price_micros, payout_micros, margin_micros,"
    " slot, max_sold, state, currency, buyer_id, campaign_id, bid_ref, cap_ids, cap_windows,"
    " award) select tenant_id, lead_id, gen_random_uuid(), price_micros, payout_micros,"
    " margin_micros, slot, max_sold, state, currency, buyer_id, campaign_id, bid_ref, cap_ids,"
    f" cap_windows, award from sales where sale_id = {ONE_SALE};"
)
PLANTED = {
    "nothing_acknowledged_is_lost": f"delete from leads where lead_id = {ONE_LEAD};",
    "nothing_comes_from_nowhere": f"update leads set seller_key = 'x' where lead_id = {ONE_LEAD};",
    "a_key_is_one_lead": (
        "update leads set seller_key = (select seller_key from leads order by lead_id limit 1)"
        " where lead_id = (select lead_id from leads order by lead_id offset 1 limit 1);"
    ),
    "the_same_key_gives_the_same_end": (
        f"update leads set reply = reply || '\\x00' where lead_id = {ONE_LEAD};"
    ),
    "every_lead_has_ended": (
        f"update leads set outcome = 1, reply = null where lead_id = {ONE_LEAD};"
    ),
    "no_lease_is_left": (
        "insert into leases (tenant_id, lead_id, expires_at, owner)"
        f" select tenant_id, lead_id, now(), 'x' from leads where lead_id = {ONE_LEAD};"
    ),
    "nothing_is_sold_twice": (
        f"drop index sales_live_slot; drop index sales_live_buyer; {COPY}"
    ),
    "a_sale_fits_its_lead": f"update leads set outcome = 3 where lead_id = {ONE_LEAD};",
    "the_books_agree": (
        "update ledger set amount_micros = amount_micros + 10000"
        f" where sale_id = {ONE_SALE} and account like 'buyer:%';"
    ),
    "caps_hold": "update allowances set held = held + 1;",
    "the_journal_has_no_gaps": (
        f"delete from journal where lead_id = {ONE_LEAD} and revision = 2;"
    ),
    "buyers_agree": (
        "update sales set buyer_id = case buyer_id when 'elm' then 'acorn' else 'elm' end"
        f" where sale_id = {ONE_SALE};"
    ),
    "reports_agree": "update rollups set confirmed_sales = confirmed_sales + 1"
    " where confirmed_sales > 0;",
}


@pytest.mark.parametrize("check", PLANTED)
def test_the_checker_sees(storm, check):
    assert check in {found for found, _ in violations(storm.history(PLANTED[check]))}


def test_the_checker_sees_a_cap_that_was_overrun(history):
    limit = ("cedar-cars", "lifetime")
    used = sum(sale["campaign"] == limit[0] for sale in history.confirmed)
    assert used > 0
    tight = copy.copy(history)
    tight.limits = {limit: used - 1}
    assert "caps_hold" in {found for found, _ in violations(tight)}


def test_the_checker_sees_what_is_only_in_the_journal(history):
    forged = copy.copy(history)
    answer = dict(forged.answers[0], content="other")
    forged.answers = [*forged.answers, answer]
    assert "other_content_is_refused" in {found for found, _ in violations(forged)}


def test_the_checker_sees_what_a_buyer_never_heard(history):
    says = history.buyers[history.confirmed[0]["buyer"]]
    sale = next(iter(says.disclosed))
    says.disclosed.discard(sale)
    try:
        assert "buyers_are_told" in {found for found, _ in violations(history)}
    finally:
        says.disclosed.add(sale)


def test_every_check_was_broken_once():
    elsewhere = {"other_content_is_refused", "buyers_are_told"}
    assert {check.__name__ for check in CHECKS} == PLANTED.keys() | elsewhere
