import LeadlineAPI
import Market
import SwiftProtobuf
import Testing

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
