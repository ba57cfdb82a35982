import Foundation
import GRPC
import LeadlineAPI
import Market
import SwiftProtobuf
import Testing

/// What messages write themselves is what SwiftProtobuf writes, byte for byte; and what they read
/// themselves is what it reads.
@Suite struct DirectMessageTests {
    @Test func aLeadOfEveryKindOfField() throws {
        try agrees(facts)
        try agrees(WireLeadFacts())
        try agrees(
            WireRouteRequest.with {
                $0.lead = facts
                $0.leaseEpoch = -1
                $0.subIds = subIDs
                $0.flags = [.with { $0.field = "zip" }, WireFieldFlag()]
                $0.stages = [.with { $0.durationUs = 70_000 }]
                $0.sealed.box = Data(repeating: 7, count: 20_000)
            })
    }

    @Test func valuesOfEveryKind() throws {
        let money = try Money(wire: money)
        let values: [FieldValue] = [
            .text(""), .text("Zoë"), .integer(0), .integer(.min), .decimal(micros: -1),
            .money(money), .bool(false), .bool(true), .date(days: -1), .datetime(micros: -1),
            .list([]), .list(["", "a"]),
        ]
        for value in values {
            var out = MessageWriter()
            out.field(1, "name", value)
            let message = WireSealedLead.with { $0.fields = [Field("name", value).wire] }
            #expect(out.bytes == (try message.serializedBytes()))
        }
    }

    @Test func whatIsSealed() throws {
        try agrees(
            WireSealedLead.with {
                $0.fields = facts.fields
                $0.consent = consent
                $0.raw = [.with { $0.text = "raw" }]
                $0.source.pageURL = "https://example.com"
                $0.priorSales.buyerHashes = [Data([1, 2]), Data()]
            })
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])
    func lengthsOfEverySize(count: Int) throws {
        try agrees(
            WireFieldFlag.with { $0.field = String(repeating: "x", count: count) })
        try agrees(
            WireField.with { $0.value.text = String(repeating: "ä", count: count / 2) })
    }

    @Test func pingsBidsAndWhatFollows() throws {
        let ping = WirePing.with {
            $0.pingID = "p"
            $0.fields = facts.fields
            $0.floor = money
            $0.deadline = moment
            $0.chain = [.with { $0.exchangeID = "e" }]
            $0.consentNamesBuyer = true
        }
        try agrees(WireExchangeMessage.with { $0.ping = ping })
        try agrees(WireExchangeMessage.with { $0.notice.disclosure.consent = consent })
        try agrees(WireExchangeMessage())
        try agrees(WireOutgoingMessage.with { $0.ping = Data() })
        try agrees(WireOutgoingMessage.with { $0.award = Data([1, 2]) })
        try agrees(
            WireBuyerMessage.with {
                $0.bid.price = money
                $0.bid.ttl = .init(seconds: 3, nanos: 5)
            })
        try agrees(WireBuyerMessage.with { $0.heartbeat.nonce = .min })
        try agrees(
            WireNotifyRequest.with {
                $0.notices = [.with { $0.notice = Data(repeating: 9, count: 300) }]
            })
    }

    @Test func aDecision() throws {
        try agrees(
            WireDecisionRecord.with {
                $0.seed = 0xFEDC_BA98_7654_3210
                $0.lead = facts
                $0.chosenCampaignIds = ["a", ""]
                $0.steps = [
                    .with { $0.deadlinePassed = WireDeadlinePassed() },
                    .with {
                        $0.at = moment
                        $0.auction.bids = [.with { $0.result.outcome = .UNRECOGNIZED(99) }]
                    },
                    .with { $0.started.sales = [.with { $0.award.price = money }] },
                ]
            })
    }

    @Test func whatANewerProgramAddedStays() throws {
        let newer = try WireSubIds(serializedBytes: [0x0A, 1, 0x61, 0xA2, 0x06, 2, 0x62, 0x63])
        #expect(!newer.unknownFields.data.isEmpty)
        try agrees(newer)
        try agrees(WireRouteRequest.with { $0.subIds = newer })
    }

    private func agrees<Value: DirectMessage & QuickMessage & Equatable>(
        _ message: Value
    ) throws {
        let bytes: [UInt8] = try message.serializedBytes()
        #expect(message.directBytes() == bytes)
        #expect(try Value(quickly: bytes) == message)
        // Cut off anywhere, and twice in a row, which merges it with itself.
        for count in 0..<min(bytes.count, 600) {
            expectAgreement(of: Value.self, on: Array(bytes[..<count]))
        }
        expectAgreement(of: Value.self, on: bytes + bytes)
    }

    private func expectAgreement<Value: QuickMessage & Equatable>(
        of type: Value.Type, on bytes: [UInt8]
    ) {
        #expect((try? Value(quickly: bytes)) == (try? Value(serializedBytes: bytes)))
    }

    private let money = WireMoney.with {
        $0.micros = -12_340_000
        $0.currency = "USD"
    }
    private let moment = Google_Protobuf_Timestamp(seconds: -3, nanos: 999_999_999)
    private let subIDs = WireSubIds.with {
        $0.sub1 = "a"
        $0.utmContent = "ö"
    }
    private let consent = WireConsent.with {
        $0.text = String(repeating: "I agree. ", count: 40)
        $0.givenAt = .init(seconds: 1)
        $0.namedParties = ["", "b"]
    }

    private var facts: WireLeadFacts {
        .with {
            $0.leadID = "0192"
            $0.kind = .call
            $0.fields = kinds.map { kind in
                .with {
                    $0.name = "field"
                    $0.value.kind = kind
                }
            }
            $0.sealedFields = ["email", ""]
            $0.receivedAt = moment
            $0.test = true
            $0.minPayout = money
            $0.alreadySold = .max
        }
    }

    private var kinds: [WireFieldValue.OneOf_Kind?] {
        [
            .text(""), .text("Zoë"), .integer(0), .integer(.min), .decimalMicros(1),
            .boolean(false), .boolean(true), .dateDays(-1), .moment(moment), .money(WireMoney()),
            .money(money),
            .textList(.with { $0.values = ["", "a"] }), nil,
        ]
    }
}
