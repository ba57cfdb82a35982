/// The five characters with which PostgreSQL says what went wrong (PostgreSQL manual, appendix A).
/// Open: a code that isn't named here is carried all the same.
public struct SQLState: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public var rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(stringLiteral value: String) {
        rawValue = value
    }

    /// No code: the error didn't come from the server.
    public static let none: SQLState = ""
    public static let featureNotSupported: SQLState = "0A000"
    public static let numericValueOutOfRange: SQLState = "22003"
    public static let notNullViolation: SQLState = "23502"
    public static let foreignKeyViolation: SQLState = "23503"
    public static let uniqueViolation: SQLState = "23505"
    public static let checkViolation: SQLState = "23514"
    public static let readOnlyTransaction: SQLState = "25006"
    public static let invalidStatementName: SQLState = "26000"
    public static let serializationFailure: SQLState = "40001"
    public static let deadlockDetected: SQLState = "40P01"
    public static let syntaxError: SQLState = "42601"
    public static let lockNotAvailable: SQLState = "55P03"
    public static let queryCanceled: SQLState = "57014"
    public static let adminShutdown: SQLState = "57P01"
    public static let crashShutdown: SQLState = "57P02"
    public static let cannotConnectNow: SQLState = "57P03"
    public static let raiseException: SQLState = "P0001"

    /// The first two characters, which name the class of the error.
    public var errorClass: Substring { rawValue.prefix(2) }

    /// Whether the transaction was rolled back for a reason that passes: the same work, done again
    /// from its start, may succeed (40001, 40P01, 57P01–57P03, and 25006 on another server).
    public var isTransient: Bool {
        switch self {
        case .serializationFailure, .deadlockDetected, .adminShutdown, .crashShutdown,
            .cannotConnectNow, .readOnlyTransaction:
            true
        default: false
        }
    }

    /// Whether the values sent are at fault rather than the statement, the lock or the server, so
    /// that a batch holding one bad item is worth splitting.
    public var blamesData: Bool {
        switch errorClass {
        case "21", "22", "23", "27", "44", "54", "P0": true
        default: false
        }
    }
}
