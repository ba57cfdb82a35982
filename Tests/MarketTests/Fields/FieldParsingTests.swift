import Market
import Testing

@Suite struct FieldParsingTests {
    @Test(arguments: [
        (FieldType.integer, "42", FieldValue.integer(42)),
        (.integer, " 3.0 ", .integer(3)),
        (.decimal, "2.5", .decimal(micros: 2_500_000)),
        (.bool, "YES", .bool(true)),
        (.bool, "off", .bool(false)),
        (.date, "1970-01-02", .date(days: 1)),
        (.datetime, "1970-01-01T00:00:01.5Z", .datetime(micros: 1_500_000)),
        (.datetime, "1970-01-01T01:00:00+01:00", .datetime(micros: 0)),
        (.datetime, "1969-12-31 23:59:59Z", .datetime(micros: -1_000_000)),
        (.list, "a; b;;c ", .list(["a", "b", "c"])),
        (.text, "  Ann Ä  ", .text("Ann Ä")),
        (.phone, "+12025550123", .text("+12025550123")),
    ])
    func valuesAreRead(_ type: FieldType, _ text: String, _ value: FieldValue) {
        #expect(type.value(of: text, currency: .usd) == value)
        #expect(value.fits(type))
    }

    @Test(arguments: [
        (FieldType.integer, "4x"), (.integer, "3.5"), (.integer, ""),
        (.integer, "99999999999999999999"), (.decimal, "NaN"), (.money, "1e9"), (.bool, "maybe"),
        (.date, "2026-02-30"), (.date, "02/03/2026"), (.date, "2026-2-3"),
        (.datetime, "2026-01-01"), (.datetime, "2026-01-01T25:00:00Z"),
        (.datetime, "2026-01-01T00:00:00"), (.datetime, "2026-01-01T00:00:00+1:00"),
        (.datetime, "2026-01-01T00:00:00.Z"),
    ])
    func whatCannotBeReadIsNil(_ type: FieldType, _ text: String) {
        #expect(type.value(of: text, currency: .usd) == nil)
    }

    @Test func momentsGoThereAndBack() {
        var random = SplitMix(seed: 5)
        for _ in 0..<1000 {
            let micros = random.number(-2_000_000_000_000_000...4_000_000_000_000_000)
            #expect(Moment.micros(Moment.text(micros: micros)) == micros)
        }
    }

    @Test func fieldsAreSortedAndUnique() {
        var fields = Fields([
            Field("zip", .text("1")), Field("age", .integer(3)), Field("zip", .text("2")),
        ])
        #expect(fields.all.map(\.name) == ["age", "zip"])
        #expect(fields["zip"] == .text("2"))
        #expect(fields["name"] == nil)
        fields["name"] = .text("x")
        fields["age"] = nil
        #expect(fields.all.map(\.name) == ["name", "zip"])
    }
}
