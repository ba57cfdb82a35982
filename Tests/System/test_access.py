"""Access (GUARANTEES G8): every method that is served, called by every role of both tenants."""

import pathlib
import re
import threading

import access
import grpc
import pytest
from exchange import GOOD_LEAD
from leadline.v1 import bidding_pb2, reporting_pb2, reporting_pb2_grpc, types_pb2

EXPECTED = pathlib.Path(__file__).with_name("access.txt")


@pytest.fixture(scope="module")
def callers(exchange):
    return access.Callers(exchange)


@pytest.fixture(scope="module")
def lead(exchange, callers):
    """A lead of north's seller `forms`, channel `web`, sold to north's acorn."""
    acorn = exchange.connect("acorn", 20_000_000)
    reply = exchange.submit(callers.keys["web"], GOOD_LEAD)
    assert reply.outcome == types_pb2.OUTCOME_SOLD
    acorn.close()
    return reply.lead_id


def test_callers_have_every_role_there_is(exchange, callers):
    for tenant in ("north", "south"):
        assert {kind[1] for kind in access.CALLERS.values() if kind[0] == tenant} == access.roles()
        has = exchange.cluster.sql(
            f"SELECT DISTINCT role FROM api_keys WHERE tenant_id = '{callers.tenants[tenant]}'"
        )
        stored = exchange.cluster.sql(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conname = 'api_keys_role_check'"
        )
        lowest, highest = map(int, re.findall(r"\d+", stored))
        assert sorted(map(int, has.split())) == list(range(lowest, highest + 1))
        # Services have no key of their own.
        assert highest == len(access.roles()) - 1


def test_the_stranger_shows_a_key_as_it_should_be(callers):
    made = callers.keys["web"]
    assert access.with_check_digits(made[:-6]) == made


def test_every_method_answers_every_caller_as_the_table_says(exchange, callers, lead):
    table = {
        row: {
            name: access.word(told(exchange, program, path, callers.metadata(name), lead))
            for name in callers.keys
        }
        for row, program, path in access.calls()
    }
    expected = access.read_table(EXPECTED) | {
        row: {name: standard(path, name) for name in callers.keys}
        for row, _, path in access.calls()
        if path in access.standard_methods()
    }
    assert table == expected, "\n" + access.write_table(table)
    assert access.is_promised(table, "in plaintext")


def told(exchange, program, path, metadata, lead):
    """A call's status; asked again while unknown keys can't be looked up, since there were many."""

    def status():
        code = access.answer(exchange.channel(program), path, metadata, lead)
        return code if code != grpc.StatusCode.UNAVAILABLE else None

    return exchange.wait(status)


def standard(path, name):
    """Health is told to everybody, and reflection to whoever has a credential."""
    return "ok" if "Health" in path or name in access.CALLERS else "who"


def test_a_method_exists_only_where_its_program_serves_it(exchange, callers):
    for path, method in access.methods().items():
        own = access.PROGRAMS[method.containing_service.full_name]
        for program in set(access.PROGRAMS.values()) - {own}:
            code = access.answer(
                exchange.channel(program), path, callers.metadata("operator"), ""
            )
            assert code == grpc.StatusCode.UNIMPLEMENTED, (program, path)


def test_a_key_names_its_tenant_itself(exchange, callers, lead):
    """What a service says of the tenant counts for nothing beside a key."""
    posing = [*callers.metadata("s:operator"), ("leadline-tenant", callers.tenants["north"])]
    code = access.answer(
        exchange.channel("reporting"), "/leadline.v1.Reporting/Timeline", posing, lead
    )
    assert code == grpc.StatusCode.NOT_FOUND


def received(exchange, callers, name, **question):
    with exchange.channel("reporting") as channel:
        reply = reporting_pb2_grpc.ReportingStub(channel).Query(
            reporting_pb2.QueryRequest(**question), timeout=10,
            metadata=callers.metadata(name),
        )
    return {tuple(row.keys): row.measures.received for row in reply.rows}, reply.total.received


def test_a_channels_key_sees_only_its_channels_sums(exchange, callers, lead):
    exchange.submit(callers.keys["archive"], GOOD_LEAD)
    by_channel = {"group_by": [reporting_pb2.DIMENSION_CHANNEL]}

    def stored(tenant):
        own = f"SELECT count(*) FROM leads WHERE tenant_id = '{callers.tenants[tenant]}'"
        return int(exchange.cluster.sql(own))

    def counted():
        rows, total = received(exchange, callers, "operator", **by_channel)
        return rows if total == stored("north") else None

    everything = exchange.wait(counted)
    assert {("web",), ("archive",)} <= everything.keys()
    for channel in ("web", "archive"):
        rows, total = received(exchange, callers, channel, **by_channel)
        assert rows == {(channel,): everything[channel,]} and total == everything[channel,]
    rows, total = received(exchange, callers, "cards", **by_channel)
    assert ("web",) not in rows and ("archive",) not in rows
    exchange.wait(lambda: received(exchange, callers, "s:operator")[1] == stored("south"))


def test_an_auction_never_reaches_another_tenants_stream(exchange, callers, lead):
    acorn = exchange.connect("acorn", 20_000_000)
    pings = []
    acorn.bid = pings.append
    path = "/leadline.v1.Auction/RunAuction"
    with exchange.channel("bidding") as channel:
        run = channel.unary_unary(
            path, request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=bidding_pb2.RunAuctionReply.FromString,
        )
        theirs = run(
            access.request(path, lead), timeout=10, metadata=callers.metadata("s:service")
        )
        assert theirs.results[0].outcome == bidding_pb2.BID_OUTCOME_TRANSPORT
        mine = access.request(path, lead)
        run(mine, timeout=10, metadata=callers.metadata("service"))
    exchange.wait(lambda: pings)
    assert [ping.ping_id for ping in pings] == [mine.ping_id]
    acorn.close()


def test_a_lead_under_way_is_nothing_to_another_tenant(exchange, callers, lead):
    acorn = exchange.connect("acorn", 20_000_000)
    asked, answer = threading.Event(), threading.Event()
    bid = acorn.bid

    def after_the_test_has_asked(ping):
        asked.set()
        answer.wait(5)
        bid(ping)

    acorn.bid = after_the_test_has_asked
    submitted = threading.Thread(target=exchange.submit, args=(callers.keys["web"], GOOD_LEAD))
    submitted.start()
    assert asked.wait(10)
    newest = exchange.cluster.sql("SELECT max(lead_id::text) FROM leads WHERE outcome = 1")
    path = "/leadline.v1.Routing/Route"
    code = access.answer(exchange.channel("routing"), path, callers.metadata("s:service"), newest)
    answer.set()
    submitted.join()
    acorn.close()
    assert code == grpc.StatusCode.NOT_FOUND


def revoke(exchange, key, tenant="north"):
    exchange.stack.run("leadline", "keys", "revoke", key, "--tenant", tenant, capture_output=True)


def test_a_revoked_key_opens_nothing(exchange):
    key = exchange.seller_key()
    exchange.submit(key, GOOD_LEAD)
    revoke(exchange, key)

    def refused():
        try:
            exchange.submit(key, GOOD_LEAD)
        except grpc.RpcError as error:
            return error.code() == grpc.StatusCode.UNAUTHENTICATED
        return False

    exchange.wait(refused, seconds=5)


def test_a_revoked_key_ends_its_open_stream(exchange, callers, lead):
    other = exchange.connect("acorn", 1)
    buyer = exchange.connect("birch", 1)
    revoke(exchange, buyer.key)
    error = exchange.wait(lambda: buyer.ended, seconds=5)
    assert error.code() == grpc.StatusCode.UNAUTHENTICATED
    assert other.ended is None
    other.close()
