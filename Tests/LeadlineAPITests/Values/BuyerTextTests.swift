import LeadlineAPI
import Testing

/// Texts that buyers choose.
@Suite struct BuyerTextTests {
    static let good = [
        "", "A-1", String(repeating: "x", count: 64), String(repeating: "é", count: 64),
        String(repeating: "🚗", count: 64), "A B\u{A0}C",
    ]

    @Test(arguments: good) func textsAreTaken(_ text: String) throws {
        try BuyerText.code.check(text)
    }

    static let tooLong = [
        String(repeating: "x", count: 65), String(repeating: "é", count: 65),
        // One character.
        "e" + String(repeating: "\u{301}", count: 128),
    ]

    @Test(arguments: tooLong) func whatIsTooLongIsRefused(_ text: String) {
        let error = #expect(throws: WireError.self) { try BuyerText.code.check(text) }
        #expect(error?.description == "code must not be longer than 64 characters.")
    }

    @Test(arguments: ["\0", "a\nb", "\u{7F}", "\u{80}", "\u{9F}", "\u{1B}[2J"])
    func controlCharactersAreRefused(_ text: String) {
        let error = #expect(throws: WireError.self) { try BuyerText.bidRef.check(text) }
        #expect(error?.description == "bid_ref must not have control characters.")
    }
}
