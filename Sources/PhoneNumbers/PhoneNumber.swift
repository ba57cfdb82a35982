import CPhoneNumber

/// Phone numbers as people write them, brought to one form by Google's libphonenumber.
public enum PhoneNumber {
    /// A longer text isn't a phone number; the library would only take longer to say so.
    public static let inputBytesMax = 64

    /// Loads the tables (some 10 ms), so that the first lead doesn't wait for them.
    public static func prepare() { leadline_phone_prepare() }

    /// The number that `text` spells, as somebody in `defaultRegion` would write it.
    ///
    /// A number that parses but fits no known range is not an error: see
    /// ``ParsedPhone/isValidLooking``. Any thread may call this.
    ///
    /// - Parameter defaultRegion: ISO 3166-1 alpha-2, for numbers without a `+`; nil accepts only
    ///   numbers in international form.
    /// - Throws: ``PhoneNumberError`` when no number can be made of it.
    public static func parse(
        _ text: String, defaultRegion: String? = nil
    ) throws(PhoneNumberError) -> ParsedPhone {
        let region = try checked(region: defaultRegion)
        guard text.utf8.count <= inputBytesMax else {
            throw PhoneNumberError(
                .tooLong, "a phone number has at most \(inputBytesMax) bytes")
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw PhoneNumberError(.notANumber, "a phone number has no control characters")
        }
        var result = leadline_phone()
        var text = text
        let code = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                leadline_phone_parse(bytes.baseAddress, bytes.count, region, &result)
            }
        }
        guard code == LEADLINE_PHONE_OK else { throw failure(code) }
        return ParsedPhone(result)
    }

    private static func checked(
        region: String?
    ) throws(PhoneNumberError) -> String {
        guard let region else { return "ZZ" }
        let isLetter: (UInt8) -> Bool = { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        guard region.utf8.count == 2, region.utf8.allSatisfy(isLetter) else {
            throw PhoneNumberError(
                .invalidRegion, "a region is two capital letters of ISO 3166-1")
        }
        return region
    }

    private static func failure(_ code: Int32) -> PhoneNumberError {
        switch Int(code) {
        case LEADLINE_PHONE_INVALID_COUNTRY_CODE:
            PhoneNumberError(
                .invalidCountryCode,
                "the number has no known country code, and no region to take one from")
        case LEADLINE_PHONE_TOO_SHORT_AFTER_IDD, LEADLINE_PHONE_TOO_SHORT:
            PhoneNumberError(.tooShort, "the number has too few digits")
        case LEADLINE_PHONE_TOO_LONG:
            PhoneNumberError(.tooLong, "the number has too many digits")
        case LEADLINE_PHONE_NOT_A_NUMBER:
            PhoneNumberError(.notANumber, "this isn't a phone number")
        default:
            PhoneNumberError(.internalFailure, "the phone number library failed")
        }
    }
}

extension ParsedPhone {
    init(_ parsed: leadline_phone) {
        let region = withUnsafeBytes(of: parsed.region) { ParsedPhone.text($0) }
        self.init(
            e164: withUnsafeBytes(of: parsed.e164) { ParsedPhone.text($0) },
            region: region.isEmpty ? nil : region,
            isValidLooking: parsed.is_valid != 0,
            type: LineType(rawValue: parsed.type) ?? .unknown)
    }

    private static func text(_ characters: UnsafeRawBufferPointer) -> String {
        String(decoding: characters.prefix { $0 != 0 }, as: UTF8.self)
    }
}
