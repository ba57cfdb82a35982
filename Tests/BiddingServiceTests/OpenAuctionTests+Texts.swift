import LeadlineAPI
import Market
import Reactor
import SwiftProtobuf
import Testing

@testable import BiddingService

/// What strangers write into their answers.
extension OpenAuctionTests {
    /// A bid that breaks a rule, and the field that it breaks it in.
    static let unusable: [(WireBid, String)] = [
        (.with { $0.bidRef = "A\0B" }, "bid_ref"),
        (.with { $0.bidRef = "A\u{1B}[2J" }, "bid_ref"),
        (.with { $0.bidRef = String(repeating: "x", count: 129) }, "bid_ref"),
        (.with { $0.bidRef = TestText.longCharacter }, "bid_ref"),
        (.with { $0.bidRef = String(repeating: "x", count: 1 << 20) }, "bid_ref"),
        (.with { $0.buyerDisplay = String(repeating: "x", count: 201) }, "buyer_display"),
        (.with { $0.buyerDisplay = "A\u{85}B" }, "buyer_display"),
        (.with { $0.buyerDisplay = String(repeating: "x", count: 1 << 20) }, "buyer_display"),
        (.with { $0.maxSold = 101 }, "max_sold"),
        (.with { $0.ttl.seconds = -1 }, "ttl"),
    ]

    @Test(arguments: unusable)
    func nothingThatABuyerWroteIsInItsInvalidResult(wrong: WireBid, field: String) async throws {
        let acorn = session("acorn")
        let auction = try auction("acorn")
        var wrong = wrong
        wrong.pingID = PingID(named: "ping").description
        wrong.campaignID = "acorn-cars"
        wrong.price = bid("acorn").price
        if wrong.bidRef.isEmpty { wrong.bidRef = "fine" }
        let answer = auction.receive(wrong, from: acorn, at: time(1), wallMicros: 0)
        guard case .invalid(let why) = answer else { return _ = Issue.record("it was taken") }
        #expect(why.contains(field))
        await auction.untilClosed()
        let result = auction.reply().results[0]
        #expect(result.outcome == .invalid)
        #expect(result.bidRef.isEmpty && result.buyerDisplay.isEmpty)
        #expect(result.price.micros == 20_000_000)
        #expect(try result.serializedData().count < 500)
    }

    /// Prices that aren't any.
    static let noPrices: [@Sendable (inout WireBid) -> Void] = [
        { $0.clearPrice() }, { $0.price.currency = "" }, { $0.price.currency = "QQQ" },
        { $0.price.currency = "A\0" },
    ]

    @Test(arguments: noPrices.indices)
    func oneBuyersPriceDoesNotMakeTheReplyUnreadable(index: Int) throws {
        let acorn = session("acorn")
        let birch = session("birch")
        let auction = try auction("acorn", "birch")
        var wrong = bid("acorn")
        Self.noPrices[index](&wrong)
        _ = auction.receive(wrong, from: acorn, at: time(1), wallMicros: 0)
        _ = auction.receive(bid("birch"), from: birch, at: time(2), wallMicros: 0)
        let lead = LeadID(Identifier(high: 3, low: 3))
        let closed = try AuctionClosed(
            wire: auction.reply(), ping: .of(lead: lead, round: 0, generation: 1), tenant: tenant)
        guard case .invalid(_, price: nil) = closed.responses[0].outcome,
            case .bid = closed.responses[1].outcome
        else { return _ = Issue.record("\(closed.responses)") }
    }

    @Test(arguments: ["A\0B", String(repeating: "x", count: 65), TestText.longCharacter])
    func aRefusalCountsWithoutACodeThatIsNone(code: String) throws {
        let acorn = session("acorn")
        let auction = try auction("acorn")
        let noBid = WireNoBid.with {
            $0.campaignID = "acorn-cars"
            $0.code = code
        }
        let answer = auction.receive(noBid, from: acorn, at: time(1))
        guard case .invalid(let why) = answer else { return _ = Issue.record("it was taken") }
        #expect(why.contains("code"))
        #expect(auction.reply().results[0].outcome == .noBid)
        #expect(auction.reply().results[0].partyCode.isEmpty)
    }

    @Test func textsOfTheRightLengthArriveWhole() throws {
        let acorn = session("acorn")
        let auction = try auction("acorn")
        var good = bid("acorn")
        good.bidRef = String(repeating: "é", count: 128)
        good.buyerDisplay = String(repeating: "🚗", count: 200)
        good.ttl.seconds = 1_000_000
        _ = auction.receive(good, from: acorn, at: time(1), wallMicros: 5)
        let result = auction.reply().results[0]
        #expect(result.bidRef == good.bidRef && result.buyerDisplay == good.buyerDisplay)
        #expect(result.maxSold == 1)
        #expect(result.expiresAt == .init(microseconds: 86_400_000_005))
    }
}
