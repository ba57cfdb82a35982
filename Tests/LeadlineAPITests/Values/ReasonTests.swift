import LeadlineAPI
import SwiftProtobuf
import Testing

@testable import Market

@Suite struct ReasonTests {
    @Test func codesHaveTheSameNumbers() throws {
        for code in ReasonCode.allCases {
            #expect(code.wire.rawValue == Int(code.rawValue))
            #expect(try ReasonCode(wire: code.wire) == code)
            #expect("\(code.wire)".lowercased().filter(\.isLetter).count > 1)
        }
        // And the wire knows no code that the market doesn't.
        for code in WireReasonCode.allCases where code != .unspecified {
            #expect(ReasonCode(rawValue: Int32(code.rawValue)) != nil)
        }
        #expect(throws: WireError.self) { try ReasonCode(wire: .unspecified) }
        #expect(throws: WireError.self) { try ReasonCode(wire: .UNRECOGNIZED(999)) }
    }

    @Test func statesAndOutcomesHaveTheSameNumbers() throws {
        for state in SaleState.allCases {
            #expect(try SaleState(wire: state.wire) == state)
            #expect(WireSaleState.allCases.contains(state.wire))
        }
        for outcome in LeadOutcome.allCases {
            #expect(try LeadOutcome(wire: outcome.wire) == outcome)
            #expect(WireOutcome.allCases.contains(outcome.wire))
        }
        #expect(throws: WireError.self) { try SaleState(wire: .UNRECOGNIZED(77)) }
    }

    static let reasons: [Reason] = [
        Reason(.accepted),
        Reason(.missingField, .field("phone")),
        Reason(.capSold, .subject("daily")),
        Reason(.noBid, .partyCode("too-old")),
        Reason(.outbid, .price(Money(micros: 12_510_000, currency: .usd))),
        Reason(.bidInvalid, .message("A bid is more than 0.")),
        Reason(
            .filter,
            .filter(
                FilterFailure(
                    filter: "india", field: "country", op: .is, negated: false,
                    want: [.text("IN")], got: .value(.text("US"))))),
        Reason(
            .filter,
            .filter(
                FilterFailure(
                    filter: "young", field: "birth_date", op: .ageBetween, negated: true,
                    want: [.integer(18), .integer(25)], got: .withheld))),
    ]

    @Test(arguments: reasons) func aLossIsTheMessageWithItsReason(_ reason: Reason) throws {
        let market = try TestMarket.snapshot()
        let lead = LeadID(Identifier(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0002))
        let loss = LossNotice(
            ping: .of(lead: lead, round: 0, generation: 1),
            campaign: .named("acme-live", tenant: TestMarket.tenant),
            buyer: .named("acme", tenant: TestMarket.tenant), reason: reason)
        let notice = WireNotice.with {
            $0.noticeID = "n/1"
            $0.loss.pingID = loss.ping.wire
            $0.loss.campaignID = "acme-live"
            $0.loss.reason = reason.wire
        }
        #expect(loss.noticeBytes("n/1", in: market) == (try notice.serializedBytes()))
    }

    @Test(arguments: reasons) func theMessageComesBackTheSame(_ reason: Reason) throws {
        let wire = reason.wire
        let again = try Reason(wire: wire)
        #expect(again.wire == wire)
        #expect(again.code == reason.code)
    }

    @Test func personalDataIsWithheld() {
        let wire = Self.reasons[7].wire
        #expect(wire.got.isEmpty)
        #expect(wire.op == "not age_between")
        #expect(wire.want == "18, 25")
    }

    @Test func countsComeBack() throws {
        let count = ReasonCount(.filter, 7)
        #expect(try ReasonCount(wire: count.wire) == count)
    }
}
