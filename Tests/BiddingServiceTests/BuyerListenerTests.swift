import GRPC
import LeadlineAPI
import Market
import Reactor
import Testing

@testable import BiddingService

/// What a buyer says on its stream, message by message.
@Suite struct BuyerListenerTests {
    static let sale = SaleID(named: "sale")
    static let ping = PingID(named: "ping")
    static let key = AwardWaits.SaleKey(
        tenant: BiddingBench.caller.tenant, buyer: BiddingBench.caller.party, sale: sale)

    static func ack(_ change: (inout WireAwardAck) -> Void) -> WireBuyerMessage {
        .with {
            $0.awardAck.saleID = sale.description
            $0.awardAck.answer = .accepted
            change(&$0.awardAck)
        }
    }

    static func bid(_ change: (inout WireBid) -> Void = { _ in }) -> WireBuyerMessage {
        .with {
            $0.bid.pingID = ping.description
            $0.bid.campaignID = BiddingBench.campaign
            $0.bid.price.micros = 20_000_000
            $0.bid.price.currency = "USD"
            change(&$0.bid)
        }
    }

    /// What can't be read of an answer, and the part of the sentence that says so.
    static let unreadable: [(WireBuyerMessage, String)] = [
        (ack { $0.answer = .unspecified }, "answer"),
        (ack { $0.answer = .UNRECOGNIZED(77) }, "answer"),
        (ack { $0.buyerReference = "A\0B" }, "buyer_reference"),
        (ack { $0.buyerReference = "A\nB" }, "buyer_reference"),
        (ack { $0.buyerReference = TestText.longCharacter }, "buyer_reference"),
        (
            ack {
                $0.answer = .rejected
                $0.code = String(repeating: "x", count: 65)
            }, "code"
        ),
        (
            ack {
                $0.answer = .counter
                $0.counterPrice.micros = 1_000_000
            }, "counter_price.currency"
        ),
        (
            ack {
                $0.answer = .counter
                $0.counterPrice.currency = "QQQ"
            }, "counter_price.currency"
        ),
    ]

    @Test(arguments: unreadable)
    func anAnswerThatCannotBeReadIsAMistakeAndAnotherIsAwaited(
        message: WireBuyerMessage, part: String
    ) async throws {
        try await BiddingBench.run { bench in
            let session = bench.session()
            let answer = Task.immediate {
                await bench.exchange.awards.answer(to: Self.key, on: session) { true }
            }
            let listener = bench.listener(session)
            try await listener.heard(message)
            try await listener.heard(Self.ack { $0.buyerReference = "A-1" })
            let taken = await answer.value
            #expect(taken?.answer == .accepted)
            #expect(taken?.buyerReference == "A-1")
            let told = try #require(await session.nextMessages())
            #expect(told.count == 1)
            #expect(told.first?.error.message.contains(part) == true)
            #expect(told.first?.error.subjectID == Self.sale.description)
        }
    }

    @Test func aLateAnswerThatCannotBeReadIsNotKept() async throws {
        try await BiddingBench.run { bench in
            let listener = bench.listener(bench.session())
            bench.exchange.delivered.delivered(Self.key, lead: LeadID(named: "lead"))
            for (message, _) in Self.unreadable { try await listener.heard(message) }
            #expect(bench.lateWords.all.isEmpty)
            try await listener.heard(Self.ack { _ in })
            #expect(bench.lateWords.all.count == 1)
        }
    }

    @Test func lateBidsAreCountedAndKeptWithAPriceThatCanBeRead() async throws {
        try await BiddingBench.run { bench in
            try bench.closedAuction(Self.ping)
            let listener = bench.listener(bench.session())
            try await listener.heard(Self.bid())
            try await listener.heard(Self.bid { $0.price.currency = "\0" })
            try await listener.heard(Self.bid { $0.clearPrice() })
            let hasPrice = bench.lateWords.all.map { word in
                guard case .bid(let result) = word.kind else { return false }
                return result.hasPrice
            }
            #expect(hasPrice == [true, false, false])
            #expect(await bench.metrics.text().contains("leadline_bids_total{outcome=\"late\"} 3"))
        }
    }

    @Test func anEndedStreamIsNotListenedTo() async throws {
        try await BiddingBench.run { bench in
            try bench.closedAuction(Self.ping)
            let session = bench.session()
            session.end(because: RPCError(.unauthenticated, "The key was revoked."))
            let error = await #expect(throws: RPCError.self) {
                try await bench.listener(session).heard(Self.bid())
            }
            #expect(error?.code == .unauthenticated)
            #expect(bench.lateWords.all.isEmpty)
        }
    }

    @Test func nothingOfAnyLengthIsEchoedOrRemembered() async throws {
        try await BiddingBench.run { bench in
            let session = bench.session()
            let listener = bench.listener(session)
            // Field 100, which nobody knows, with 100,000 bytes.
            let head: [UInt8] = [0xA2, 0x06, 0xA0, 0x8D, 0x06]
            let unknown = head + Array(repeating: 1, count: 100_000)
            try await listener.heard(
                .with { $0.heartbeat = try WireHeartbeat(serializedBytes: [8, 7] + unknown) })
            try await listener.heard(Self.bid { $0.pingID = TestText.longCharacter })
            try await listener.heard(
                .with {
                    $0.capacity.campaignID = TestText.longCharacter
                    $0.capacity.available = 1
                })
            let told = try #require(await session.nextMessages())
            #expect(told.count == 3)
            #expect(told.first?.heartbeat.nonce == 7)
            for message in told { #expect(try message.serializedData().count < 1_000) }
        }
    }
}
