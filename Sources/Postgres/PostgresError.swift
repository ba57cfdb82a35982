/// Why a call to PostgreSQL failed.
///
/// `description` is a sentence that may go anywhere: it holds no SQL and no value. What the server
/// said in full is in `debugDescription`, which may quote data and belongs in no log of ours.
public struct PostgresError: Error, Sendable {
    /// What kind of failure it is. Open: compare with the constants, and expect others.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The server refused the statement; ``PostgresError/sqlState`` says why. Nothing of its
        /// transaction is stored.
        public static let server = Kind(rawValue: "server")
        /// The connection was lost before the work could commit: nothing of it is stored.
        public static let connectionLost = Kind(rawValue: "connection_lost")
        /// The connection was lost when the work may have committed. The ids tell what did.
        public static let outcomeUnknown = Kind(rawValue: "outcome_unknown")
        /// PostgreSQL can't be reached, and hasn't been for a while: nothing was sent.
        public static let unavailable = Kind(rawValue: "unavailable")
        /// A queue is full: nothing was sent. Answer RESOURCE_EXHAUSTED.
        public static let overloaded = Kind(rawValue: "overloaded")
        /// All connections stayed busy for as long as a call may wait: nothing was sent.
        public static let acquireTimeout = Kind(rawValue: "acquire_timeout")
        /// A parameter can't be sent (a NUL in text, a time out of range, too many bytes).
        public static let invalidParameter = Kind(rawValue: "invalid_parameter")
        /// A column isn't there, is NULL, or isn't of the type asked for.
        public static let unexpectedResult = Kind(rawValue: "unexpected_result")
        /// The caller broke a rule of this module; see the message.
        public static let misuse = Kind(rawValue: "misuse")
        /// The client was closed.
        public static let closed = Kind(rawValue: "closed")
    }

    public var kind: Kind
    /// The server's code, or ``SQLState/none`` when the error isn't the server's.
    public var sqlState: SQLState
    /// A sentence without SQL and without data.
    public var message: String
    /// The constraint that was broken, where the server names one. A name from the schema.
    public var constraint: String?
    /// The name of the statement that failed, where it is known.
    public var statement: String?
    /// What the server said, which may quote data. Shown by `debugDescription` only.
    public var detail: String?
    /// The error that led to this one.
    public var cause: (any Error)?
    /// The connection's prepared statement no longer fits the schema: prepared anew, it will.
    var isStalePlan = false

    public init(
        _ kind: Kind, _ message: String, sqlState: SQLState = .none, constraint: String? = nil,
        statement: String? = nil, detail: String? = nil, cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.sqlState = sqlState
        self.message = message
        self.constraint = constraint
        self.statement = statement
        self.detail = detail
        self.cause = cause
    }
}

extension PostgresError {
    /// Nothing was stored, and the same work may succeed when it is done again from its start.
    public var isRetryable: Bool {
        switch kind {
        case .connectionLost, .unavailable, .overloaded, .acquireTimeout: true
        case .server: sqlState.isTransient || sqlState == .lockNotAvailable
        default: false
        }
    }

    /// The values sent are at fault: repeating them is in vain, and a batch is worth splitting.
    public var blamesData: Bool {
        kind == .invalidParameter || (kind == .server && sqlState.blamesData)
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        var text = message
        if let statement { text += " Statement: \(statement)." }
        if let constraint { text += " Constraint: \(constraint)." }
        if sqlState != .none { text += " SQLSTATE \(sqlState.rawValue)." }
        return text
    }

    public var debugDescription: String {
        var text = "[\(kind.rawValue)] \(description)"
        if let detail { text += " Detail: \(detail)" }
        if let cause { text += " Cause: \(String(reflecting: cause))" }
        return text
    }
}
