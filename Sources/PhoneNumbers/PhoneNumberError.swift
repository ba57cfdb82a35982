/// Why a text isn't a phone number. The text itself is never in it.
public struct PhoneNumberError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure this is. Open: new codes may appear.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code's name, as it appears in reasons and logs.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// No country code, and no default region that would give one; or no such code.
        public static let invalidCountryCode = Code("INVALID_COUNTRY_CODE")
        /// Not digits and the usual marks; or control characters; or not text at all.
        public static let notANumber = Code("NOT_A_NUMBER")
        /// Too few digits for a number.
        public static let tooShort = Code("TOO_SHORT")
        /// Too many digits for a number, or more than ``PhoneNumber/inputBytesMax`` bytes.
        public static let tooLong = Code("TOO_LONG")
        /// The default region isn't two letters.
        public static let invalidRegion = Code("INVALID_REGION")
        /// The library failed, for instance for want of memory.
        public static let internalFailure = Code("INTERNAL")
    }

    /// What kind of failure this is.
    public let code: Code
    /// One sentence for whoever sent the text.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code and the sentence.
    public var description: String { "\(code): \(message)" }
}
