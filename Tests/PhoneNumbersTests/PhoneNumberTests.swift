import Testing

@testable import PhoneNumbers

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("+1 (415) 555-2671", "US", "+14155552671", "US", LineType.fixedLineOrMobile),
        ("(650) 253-0000", "US", "+16502530000", "US", .fixedLineOrMobile),
        ("020 8366 1177", "GB", "+442083661177", "GB", .fixedLine),
        ("+44 7400 123456", "ZZ", "+447400123456", "GB", .mobile),
        ("098765 43210", "IN", "+919876543210", "IN", .mobile),
        ("0039 02 3661 8300", "DE", "+390236618300", "IT", .fixedLine),
        ("1-800-FLOWERS", "US", "+18003569377", "US", .tollFree),
        ("+800 1234 5678", "ZZ", "+80012345678", "001", .tollFree),
        ("tel:+1-416-555-0123;ext=7", "ZZ", "+14165550123", "CA", .fixedLineOrMobile),
        ("٠٩٨٧٦٥٤٣٢١٠", "IN", "+919876543210", "IN", .mobile),
    ])
    func whatPeopleWriteBecomesOneForm(
        _ text: String, _ region: String, _ e164: String, _ of: String, _ type: LineType
    ) throws {
        let parsed = try PhoneNumber.parse(text, defaultRegion: region)
        #expect(
            parsed == ParsedPhone(e164: e164, region: of, isValidLooking: true, type: type))
    }

    @Test(arguments: [
        ("+1 555 000 0000", "+15550000000"), ("+1 123 456 7890", "+11234567890"),
        ("+49 110", "+49110"), ("+7 000 000 00 00", "+70000000000"),
    ])
    func whatParsesButLooksWrongIsFlagged(_ text: String, _ e164: String) throws {
        let parsed = try PhoneNumber.parse(text)
        #expect(parsed.e164 == e164)
        #expect(!parsed.isValidLooking && parsed.type == .unknown)
    }

    @Test(arguments: [
        ("", "US", PhoneNumberError.Code.notANumber), ("abc", "US", .notANumber),
        ("call me", "US", .notANumber), ("415 555 2671", "ZZ", .invalidCountryCode),
        ("+999 1234567", "US", .invalidCountryCode), ("+1", "US", .notANumber),
        ("1", "US", .notANumber), ("+44", "GB", .notANumber), ("+441", "GB", .tooShort),
        ("+1 4155552671 4155552671 415", "US", .tooLong), ("415\n5552671", "US", .notANumber),
        ("415\u{0}5552671", "US", .notANumber), ("415 555 2671", "USA", .invalidRegion),
        ("415 555 2671", "us", .invalidRegion), ("415 555 2671", "XX", .invalidCountryCode),
    ])
    func whatIsNoNumberIsRefused(
        _ text: String, _ region: String, _ code: PhoneNumberError.Code
    ) {
        let error = #expect(throws: PhoneNumberError.self) {
            try PhoneNumber.parse(text, defaultRegion: region)
        }
        #expect(error?.code == code)
        #expect(error.map { $0.description.contains("415") } != true, "the text is quoted")
    }

    @Test func lengthIsLimited() throws {
        let padded = String(repeating: " ", count: 52) + "+14155552671"
        #expect(try PhoneNumber.parse(padded).e164 == "+14155552671")
        let error = #expect(throws: PhoneNumberError.self) { try PhoneNumber.parse(" " + padded) }
        #expect(error?.code == .tooLong)
    }

    @Test func manyThreadsParseAtOnce() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for line in 1000..<1200 {
                        let parsed = try PhoneNumber.parse("(415) 555-\(line)", defaultRegion: "US")
                        #expect(parsed.e164 == "+1415555\(line)")
                        #expect(try PhoneNumber.parse(parsed.e164) == parsed)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
