"""A running exchange with one buyer and one partner, for tests that break one thing."""

import grpc
from buyers import ChaosBuyer
from exchange import GOOD_LEAD
from leadline.v1 import capture_pb2, capture_pb2_grpc, reporting_pb2, reporting_pb2_grpc
from leadline.v1 import routing_pb2, routing_pb2_grpc, types_pb2

SOLD = types_pb2.OUTCOME_SOLD


class Market:
    """A running exchange with one buyer that takes everything, and one partner."""

    def __init__(self, world):
        self.world = world
        self.buyers, self.channels = [], {}
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def start(self):
        world = self.world
        world.start()
        self.buyer = self.connect("acorn")
        self.token = [("authorization", f"Bearer {world.seller_key()}")]
        self.operator = [("authorization", f"Bearer {world.key('north', 'operator')}")]
        self.channels = {name: world.channel(name) for name in ("capture", "routing", "reporting")}
        self.kept = {}
        self.numbers = iter(range(1_000_000))

    def connect(self, name, dice=0.5, cents=2_000):
        """One more buyer, that bids always the same and takes everything; below 0.15 nothing."""
        key = self.world.key("north", "buyer", "--party", name)
        buyer = ChaosBuyer(name, self.world.stack.address("bidding"), key, 1)
        buyer.dice = lambda subject: Even(dice, cents)
        buyer.start()
        assert buyer.is_connected.wait(20)
        self.buyers.append(buyer)
        return buyer

    def submit(self, key=None, timeout=10):
        key = key or f"key-{next(self.numbers)}"
        request = capture_pb2.SubmitRequest(fields=GOOD_LEAD, idempotency_key=key)
        reply = capture_pb2_grpc.CaptureStub(self.channels["capture"]).Submit(
            request, timeout=timeout, metadata=self.token
        )
        self.kept[key] = reply
        return reply

    def is_selling(self):
        try:
            return self.submit().outcome == SOLD
        except grpc.RpcError:
            return False

    def is_answering(self):
        """Reports and explanations come again, for keys too that were new during the outage."""
        try:
            return self.query() is not None and self.explain() is not None
        except grpc.RpcError:
            return False

    def get_result(self, timeout=10):
        asked = capture_pb2.GetResultRequest(idempotency_key=next(iter(self.kept)))
        stub = capture_pb2_grpc.CaptureStub(self.channels["capture"])
        return stub.GetResult(asked, timeout=timeout, metadata=self.token)

    def query(self, timeout=10):
        stub = reporting_pb2_grpc.ReportingStub(self.channels["reporting"])
        return stub.Query(
            reporting_pb2.QueryRequest(), timeout=timeout, metadata=self.operator
        )

    def explain(self, timeout=10):
        lead = next(iter(self.kept.values())).lead_id
        stub = routing_pb2_grpc.RoutingStub(self.channels["routing"])
        return stub.Explain(
            routing_pb2.ExplainRequest(lead_id=lead), timeout=timeout, metadata=self.operator
        )

    @property
    def calls(self):
        """One to each service that partners and operators ask, and that asks PostgreSQL."""
        return self.submit, self.get_result, self.query, self.explain

    def check_kept(self):
        """What was answered is what is answered again, byte for byte; what wasn't has its end."""
        for key, reply in list(self.kept.items()):
            again = self.world.wait(lambda key=key: self.ended(key), seconds=60)
            assert again.lead_id == reply.lead_id
            if reply.outcome != types_pb2.OUTCOME_PENDING:
                assert again.SerializeToString() == reply.SerializeToString()

    def ended(self, key):
        asked = capture_pb2.GetResultRequest(idempotency_key=key)
        stub = capture_pb2_grpc.CaptureStub(self.channels["capture"])
        reply = stub.GetResult(asked, timeout=10, metadata=self.token)
        return reply if reply.outcome != types_pb2.OUTCOME_PENDING else None

    def pids(self):
        return {name: process.pid for name, process in self.world.stack.running.items()}

    def stop(self):
        for buyer in self.buyers:
            buyer.is_over.set()
        for channel in self.channels.values():
            channel.close()
        self.world.stop()


class Even:
    """Dice that always fall alike."""

    def __init__(self, dice, cents):
        self.dice, self.cents = dice, cents

    def random(self):
        return self.dice

    def randrange(self, low, high):
        return self.cents
