@testable import CaptureService
import Market
import Testing

/// Raw texts and what becomes of them, as a table that a person can read.
@Suite struct FieldRuleTests {
    private func read(
        _ text: String, as type: FieldType, allowed: [String] = [], longest: Int = 500
    ) -> FieldRule.Reading {
        FieldRule(
            FieldDefinition(
                name: "field", type: type, allowedValues: allowed, maxLength: longest,
                missingValues: ["N/A", " Select "]),
            currency: .usd, region: "US"
        ).read(text)
    }

    private func isUnreadable(_ reading: FieldRule.Reading) -> Bool {
        if case .unreadable = reading { true } else { false }
    }

    @Test(arguments: [
        (FieldType.text, "  Ann ", FieldValue.text("Ann")),
        (.integer, "42", .integer(42)),
        (.integer, "3.0", .integer(3)),
        (.decimal, "2.5", .decimal(micros: 2_500_000)),
        (.money, "19.99", .money(Money(micros: 19_990_000, currency: .usd))),
        (.bool, "Yes", .bool(true)),
        (.date, "1990-02-28", .date(days: 7_363)),
        (.datetime, "2026-03-01T12:00:00+01:00", .datetime(micros: 1_772_362_800_000_000)),
        (.email, "Ann.Lee+x@Mail.Example.COM", .text("ann.lee+x@mail.example.com")),
        (.phone, "(512) 234-5678", .text("+15122345678")),
        (.phone, "+44 20 7946 0018", .text("+442079460018")),
        (.state, "tx", .text("TX")),
        (.state, "New South Wales", .text("New South Wales")),
        (.postcode, "sw1a  1aa", .text("SW1A 1AA")),
        (.country, "india", .text("IN")),
        (.country, "Bolivia", .text("BO")),
        (.country, "GBR", .text("GB")),
        (.country, "us", .text("US")),
        (.ip, "192.0.2.1", .text("192.0.2.1")),
        (.ip, "2001:DB8:0:0::1", .text("2001:db8::1")),
        (.url, "HTTPS://Example.com/Path?Q=1", .text("https://example.com/Path?Q=1")),
        (.list, "a; b ;;c", .list(["a", "b", "c"])),
    ])
    func `readable texts`(_ type: FieldType, _ text: String, _ value: FieldValue) {
        #expect(valueOf(read(text, as: type)) == value)
    }

    private func valueOf(_ reading: FieldRule.Reading) -> FieldValue? {
        if case .value(let value, _) = reading { value } else { nil }
    }

    @Test(arguments: [
        (FieldType.integer, "four"), (.integer, "9223372036854775808"), (.integer, "1.5"),
        (.decimal, "1e9"), (.decimal, "99999999999999"), (.money, "$20"),
        (.money, "9999999999999999"), (.bool, "maybe"), (.date, "2026-02-30"),
        (.date, "28/02/1990"), (.datetime, "yesterday"), (.email, "ann"), (.email, "a@b"),
        (.email, "a@@example.com"), (.email, "a b@example.com"), (.email, "@example.com"),
        (.email, "a@-example.com"), (.email, ".a@example.com"), (.phone, "call me"),
        (.phone, "1"), (.phone, "+999 123"), (.country, "Atlantis"), (.ip, "192.0.2.256"),
        (.ip, "192.0.2.1\0x"), (.ip, "example.com"), (.url, "example.com"),
        (.url, "ftp://example.com"), (.url, "https://"), (.url, "https://a b"),
    ])
    func `unreadable texts`(_ type: FieldType, _ text: String) {
        let reading = read(text, as: type)
        #expect(isUnreadable(reading))
        if case .unreadable(let message) = reading { #expect(!message.contains(text)) }
    }

    @Test func `empty texts and what the schema calls missing`() {
        for text in ["", "   ", "\t\n", "N/A", " N/A ", "Select"] {
            #expect(read(text, as: .integer) == .missing)
        }
        #expect(read(" ; ; ", as: .list) == .missing)
        #expect(isUnreadable(read("n/a", as: .integer)))
    }

    @Test func `enumerations match in any case and keep the schema's spelling`() {
        let allowed = ["Basic", "Full"]
        #expect(read("full", as: .enumeration, allowed: allowed) == .value(.text("Full")))
        #expect(
            read("gold", as: .enumeration, allowed: allowed)
                == .refused("isn't one of the allowed values"))
    }

    @Test func `length is counted in characters`() {
        #expect(read("äöüß", as: .text, longest: 4) == .value(.text("äöüß")))
        #expect(
            read("äöüße", as: .text, longest: 4) == .refused("is longer than 4 characters"))
    }

    @Test func `a phone outside every known range looks invalid`() {
        #expect(
            read("+1 555 055 0123", as: .phone)
                == .value(.text("+15550550123"), looksInvalid: true))
    }

    @Test func `every country has a code and every code is a country's`() {
        var codes: Set<String> = []
        for line in Country.table.split(separator: "\n") {
            let code = String(line.prefix(2))
            #expect(codes.insert(code).inserted)
            for name in line.dropFirst(7).split(separator: "|") {
                #expect(Country.code(String(name)) == code, "\(name)")
            }
        }
        #expect(codes.count == 249)
    }
}
