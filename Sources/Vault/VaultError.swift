/// What went wrong in the vault: a code to act on, a sentence to read, and the cause.
///
/// Neither the sentence nor the cause ever holds key bytes, plaintext or an API key.
public struct VaultError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure this is. Open: new codes may appear.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code's name, as it appears in logs.
        public let description: String

        private init(_ description: String) { self.description = description }

        /// The master keys' text is malformed, or has no usable key.
        public static let invalidKeyText = Code("INVALID_KEY_TEXT")
        /// The master keys' file can't be read, or others may read it.
        public static let unreadableKeyFile = Code("UNREADABLE_KEY_FILE")
        /// An envelope names a master key that isn't loaded.
        public static let unknownMasterKey = Code("UNKNOWN_MASTER_KEY")
        /// An envelope is too short, too long, or of a version that this build doesn't know.
        public static let malformedEnvelope = Code("MALFORMED_ENVELOPE")
        /// The bytes were changed, or belong to another record: nothing was decrypted.
        public static let notAuthentic = Code("NOT_AUTHENTIC")
        /// The plaintext is larger than ``Vault/plaintextBytesMax``.
        public static let plaintextTooLarge = Code("PLAINTEXT_TOO_LARGE")
        /// A presented API key isn't one: wrong prefix, length or characters.
        public static let malformedAPIKey = Code("MALFORMED_API_KEY")
        /// A presented API key has a typo: its checksum doesn't fit.
        public static let mistypedAPIKey = Code("MISTYPED_API_KEY")
    }

    /// What kind of failure this is.
    public let code: Code
    /// One sentence for whoever reads the log.
    public let message: String

    /// An error with a code and a sentence.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code and the sentence.
    public var description: String { "\(code): \(message)" }
}
