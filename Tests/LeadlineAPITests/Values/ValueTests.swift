import LeadlineAPI
import Market
import SwiftProtobuf
import Testing

/// Values go over the wire and come back as they were; what can't be right is refused by name.
@Suite struct ValueTests {
    static let values: [FieldValue] = [
        .text(""), .text("Zürich"), .integer(.min), .integer(42), .decimal(micros: -2_500_000),
        .bool(true), .bool(false), .date(days: -719_528), .datetime(micros: -1),
        .datetime(micros: 1_700_000_000_123_456), .list([]), .list(["a", "", "b"]),
        .money(Money(micros: 12_500_000, currency: .usd)),
        .money(Money(micros: .min, currency: .jpy)),
    ]

    @Test(arguments: values) func fieldValuesComeBack(_ value: FieldValue) throws {
        let bytes: [UInt8] = try value.wire.serializedBytes()
        #expect(try FieldValue(wire: WireFieldValue(serializedBytes: bytes)) == value)
    }

    @Test func fieldsComeBackSorted() throws {
        let fields: Fields = ["b": .integer(1), "a": .text("x")]
        #expect(fields.wire.map(\.name) == ["a", "b"])
        #expect(try Fields(wire: fields.wire.reversed()) == fields)
    }

    @Test(arguments: [-62_135_596_800_000_000, -1_000_001, -1, 0, 1, 253_402_300_799_999_999])
    func momentsComeBack(_ micros: Int64) throws {
        let wire = Google_Protobuf_Timestamp(microseconds: micros)
        #expect((0...999_999_999).contains(wire.nanos))
        #expect(try wire.microseconds() == micros)
    }

    @Test func idsAndKeysComeBack() throws {
        let lead = LeadID(Identifier(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001))
        #expect(try LeadID(wire: lead.wire, "lead_id") == lead)
        let market = try TestMarket.snapshot()
        let known = CampaignID.named("acme-live", tenant: TestMarket.tenant)
        #expect(known.wire(in: market) == "acme-live")
        let gone = CampaignID.named("long-gone", tenant: TestMarket.tenant)
        #expect(gone.wire(in: market) == "id:" + gone.wire)
        for id in [known, gone] {
            let text = id.wire(in: market)
            #expect(try CampaignID(wire: text, tenant: TestMarket.tenant) == id)
        }
    }

    @Test func moneyNeedsACurrency() throws {
        var wire = Money(micros: 1, currency: .usd).wire
        wire.currency = ""
        #expect(throws: WireError.missing("currency")) { try Money(wire: wire) }
        wire.currency = "XXQ"
        let error = try #require(throws: WireError.self) { try Money(wire: wire) }
        #expect(error.code == .malformed)
        #expect(error.description == "currency must be an ISO 4217 code.")
    }

    @Test(arguments: [
        (Int64(-10_000), "USD", "micros must not be negative."),
        (12_345_678, "USD", "micros must be whole minor units of the currency."),
        (1_000_000, "EUR", "currency must be the market's currency."),
    ])
    func pricesAreChecked(_ micros: Int64, _ currency: String, _ problem: String) throws {
        var wire = WireMoney()
        wire.micros = micros
        wire.currency = currency
        let error = try #require(throws: WireError.self) { try Money.price(wire: wire, in: .usd) }
        #expect(error.description == problem)
    }

    @Test func errorsNameTheField() throws {
        var field = WireField()
        field.name = "loan"
        field.value.money.micros = 1
        let good = Field("age", .integer(3)).wire
        #expect(throws: WireError.missing("[1].value.money.currency")) {
            try Fields(wire: [good, field])
        }
        #expect(throws: WireError(.malformed, "[1].name", "must not occur twice")) {
            try Fields(wire: [good, good])
        }
        field.value = WireFieldValue()
        #expect(throws: WireError.missing("[0].value.kind")) { try Fields(wire: [field]) }
        field.value.moment = .with { $0.nanos = -1 }
        let error = try #require(throws: WireError.self) { try Fields(wire: [field]) }
        #expect(error.code == .outOfRange && error.path == "[0].value.moment")
        #expect(throws: WireError.self) { try Fields(wire: Array(repeating: good, count: 201)) }
    }

    @Test func valuesAreNeverQuoted() throws {
        let error = try #require(throws: WireError.self) {
            try LeadID(wire: "+12125550100", "lead_id")
        }
        #expect(error.description == "lead_id must be a UUID.")
    }

    @Test(arguments: [(Int64(0), Int32(1), Int64(1)), (1, 0, 1000), (2, 500_000_000, 2500)])
    func waitsAreRoundedUp(_ seconds: Int64, _ nanos: Int32, _ expected: Int64) throws {
        let wire = Google_Protobuf_Duration(seconds: seconds, nanos: nanos)
        #expect(try wire.milliseconds() == expected)
        #expect(throws: WireError.self) {
            try Google_Protobuf_Duration(seconds: -1, nanos: 0).milliseconds()
        }
    }
}
