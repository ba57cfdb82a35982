/// An open transaction and the connection that it has to itself. It ends with the body that it was
/// given to; used afterwards, it throws `misuse`.
public final class PostgresTransaction: Sendable {
    /// Runs one statement. The first call of a transaction carries its BEGIN along.
    /// - Throws: ``PostgresError``; after an error of the server nothing but the end is left
    public nonisolated(nonsending) func run(
        _ statement: Statement, _ parameters: [PostgresValue] = []
    ) async throws -> PostgresRows {
        throw PostgresError(.closed, "Not there yet.")
    }

    /// Runs several statements in one round trip.
    public nonisolated(nonsending) func pipeline(
        _ steps: [(Statement, [PostgresValue])]
    ) async throws -> [PostgresRows] {
        throw PostgresError(.closed, "Not there yet.")
    }

    /// Runs the transaction's last statements and its COMMIT in one round trip. Nothing can follow.
    public nonisolated(nonsending) func commit(
        after steps: [(Statement, [PostgresValue])]
    ) async throws -> [PostgresRows] {
        throw PostgresError(.closed, "Not there yet.")
    }

    /// Runs a text of several commands with the simple protocol, as migrations need it.
    public nonisolated(nonsending) func script(_ sql: String) async throws {
        throw PostgresError(.closed, "Not there yet.")
    }
}
