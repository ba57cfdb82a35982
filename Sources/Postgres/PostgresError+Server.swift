import CPostgres

extension PostgresError {
    /// The error in a result. `nil` when it isn't the server's own (libpq makes such results when
    /// a connection breaks).
    static func server(_ result: OpaquePointer) -> (error: PostgresError, isFatal: Bool)? {
        guard let code = field(result, LEADLINE_PG_SQLSTATE) else { return nil }
        let state = SQLState(rawValue: code)
        let said = [
            field(result, LEADLINE_PG_MESSAGE), field(result, LEADLINE_PG_DETAIL),
            field(result, LEADLINE_PG_HINT), field(result, LEADLINE_PG_CONTEXT),
        ]
        let severity = field(result, LEADLINE_PG_SEVERITY)
        let error = PostgresError(
            .server, sentence(for: state), sqlState: state,
            constraint: field(result, LEADLINE_PG_CONSTRAINT),
            detail: said.compactMap { $0 }.joined(separator: " "))
        return (error, severity == "FATAL" || severity == "PANIC")
    }

    private static func field(
        _ result: OpaquePointer, _ which: leadline_pg_diagnostic
    ) -> String? {
        leadline_pg_field(result, which).map { String(cString: $0) }
    }

    private static func sentence(for state: SQLState) -> String {
        switch state {
        case .uniqueViolation: "A value that must be unique is there already."
        case .foreignKeyViolation: "A row that another refers to is missing."
        case .notNullViolation: "A value that must be set isn't."
        case .checkViolation: "A value breaks a rule of its table."
        case .serializationFailure: "Another transaction got in between; nothing was stored."
        case .deadlockDetected: "Transactions waited for each other; nothing was stored."
        case .lockNotAvailable: "A lock wasn't free in time; nothing was stored."
        case .queryCanceled: "The statement took too long and was stopped."
        case .readOnlyTransaction: "The server is read-only."
        case .adminShutdown, .crashShutdown: "The server ended the session."
        case .cannotConnectNow: "The server is starting or stopping."
        default: sentence(forClass: state.errorClass)
        }
    }

    private static func sentence(forClass errorClass: Substring) -> String {
        switch errorClass {
        case "08": "The connection failed."
        case "22": "A value doesn't fit its type or its column."
        case "23": "A value breaks a rule of its table."
        case "25", "2D": "The transaction isn't in a state for this statement."
        case "28": "The server refused the login."
        case "40": "The transaction was rolled back; nothing was stored."
        case "42": "The statement doesn't fit the database's schema, or has no permission."
        case "53": "The server is out of a resource."
        case "54": "A limit of the server was exceeded."
        case "57": "An operator or the server intervened."
        case "58", "XX": "The server had an internal error."
        case "P0": "A rule of the database refused the work."
        default: "The server refused the statement."
        }
    }
}
