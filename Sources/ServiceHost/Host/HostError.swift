/// Why a service couldn't start or go on.
public struct HostError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is. Open: more may come.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code's name.
        public let rawValue: String

        /// A code with this name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// PostgreSQL didn't answer in time.
        public static let databaseUnreachable = Code(rawValue: "DATABASE_UNREACHABLE")
        /// The database isn't migrated to what this program needs.
        public static let notMigrated = Code(rawValue: "NOT_MIGRATED")
        /// The address can't be listened on.
        public static let cannotListen = Code(rawValue: "CANNOT_LISTEN")
        /// A certificate, its key or the CA's can't be used.
        public static let badCertificate = Code(rawValue: "BAD_CERTIFICATE")
        /// A service was put together without something that it needs.
        public static let missingSetting = Code(rawValue: "MISSING_SETTING")
        /// A task that runs as long as the service does has ended.
        public static let backgroundEnded = Code(rawValue: "BACKGROUND_ENDED")
    }

    /// What kind of failure it is.
    public let code: Code
    /// A sentence for operators.
    public let message: String
    /// What led to it.
    public let cause: (any Error)?

    /// An error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The sentence, and the cause's own.
    public var description: String {
        cause.map { "\(message) (\($0))" } ?? message
    }

    /// What the program exits with.
    var exitCode: ExitCode {
        switch code {
        case .databaseUnreachable, .notMigrated: .unavailable
        case .cannotListen: .system
        case .badCertificate: .usage
        default: .software
        }
    }
}
