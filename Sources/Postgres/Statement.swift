/// A statement that every connection prepares on first use, and again after reconnecting.
///
/// Make them once (`static let`), not per call. Parameters are `$1`, `$2`, ….
public struct Statement: Sendable {
    /// What errors and logs call it, as in `capture.insert_leads`; it needn't be unique.
    public let name: String
    /// One SQL command. Never shown in an error's `description`.
    public let sql: String
    /// Whether running it twice has the effect of running it once (a read, or a write that says
    /// ON CONFLICT). Only then is it retried when a connection was lost and nobody knows whether
    /// it committed.
    public let isIdempotent: Bool
    /// Whether the pool refuses it: it would open or end a transaction behind the pool's back, or
    /// leave the pipeline's protocol.
    let isRefused: Bool

    public init(_ name: String, _ sql: String, idempotent: Bool = false) {
        self.name = name
        self.sql = sql
        self.isIdempotent = idempotent
        isRefused = Statement.refusedFirstWords.contains(Statement.firstWord(of: sql))
    }

    /// One of our own, which may do what callers' statements may not.
    init(control name: String, _ sql: String) {
        self.name = name
        self.sql = sql
        isIdempotent = false
        isRefused = false
    }
}

extension Statement: Hashable {
    public static func == (left: Statement, right: Statement) -> Bool {
        left.name == right.name && left.sql == right.sql
    }

    /// The name alone, because it is short and nearly always tells statements apart.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}

extension Statement {
    private static let refusedFirstWords: Set<String> = [
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE", "COPY", "LISTEN",
        "UNLISTEN", "DEALLOCATE", "DISCARD",
    ]

    private static func firstWord(of sql: String) -> String {
        let letters = sql.utf8.drop { $0 <= 32 }.prefix { $0 > 32 && $0 != UInt8(ascii: ";") }
        return String(decoding: letters, as: UTF8.self).uppercased()
    }
}
