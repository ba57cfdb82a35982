/// Why the store couldn't answer, apart from what PostgreSQL itself says (``PostgresError``).
public struct StoreError: Error, Sendable, Hashable {
    /// What kind of failure. Open: compare with the constants.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A row holds what this version doesn't know: it was written by a newer one.
        public static let unknownValue = Code(rawValue: "unknown_value")
        /// A row that must be there isn't, or a function answered for fewer items than it got.
        public static let missingRow = Code(rawValue: "missing_row")
        /// A migration that was applied isn't the one that this program has.
        public static let migrationMismatch = Code(rawValue: "migration_mismatch")
        /// Somebody else migrates, and didn't end in time.
        public static let migrationBusy = Code(rawValue: "migration_busy")
        /// A name or a key is taken.
        public static let taken = Code(rawValue: "taken")
    }

    /// What kind.
    public var code: Code
    /// A sentence, without personal data.
    public var message: String

    /// An error with its sentence.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String { message }
}
