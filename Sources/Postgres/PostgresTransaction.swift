import Reactor

/// An open transaction and the connection that it has to itself. It ends with the body that it was
/// given to; used afterwards, it throws `misuse`.
public final class PostgresTransaction: Sendable {
    private let loop: EventLoop
    private let limits: PostgresLimits
    private let core: LoopBound<TransactionCore>

    init(
        loop: EventLoop, limits: PostgresLimits, isolation: TransactionIsolation,
        lease: LoopBound<Pool.Lease>, pool: LoopBound<Pool>
    ) {
        self.loop = loop
        self.limits = limits
        core = LoopBound(
            TransactionCore(isolation: isolation, lease: lease, pool: pool), on: loop)
    }

    /// Runs one statement. The first call of a transaction carries its BEGIN along.
    /// - Throws: ``PostgresError``; after an error of the server nothing but the end is left
    public nonisolated(nonsending) func run(
        _ statement: Statement, _ parameters: [PostgresValue] = []
    ) async throws -> PostgresRows {
        try await pipeline([(statement, parameters)])[0]
    }

    /// Runs several statements in one round trip.
    public nonisolated(nonsending) func pipeline(
        _ steps: [(Statement, [PostgresValue])]
    ) async throws -> [PostgresRows] {
        try limits.check(steps)
        return try await perform(steps, commit: false)
    }

    /// Runs the transaction's last statements and its COMMIT in one round trip. Nothing can follow.
    public nonisolated(nonsending) func commit(
        after steps: [(Statement, [PostgresValue])]
    ) async throws -> [PostgresRows] {
        try limits.check(steps)
        return try await perform(steps, commit: true)
    }

    /// Runs a text of several commands with the simple protocol, as migrations need it. It has no
    /// `statement_timeout`, and neither has the rest of the transaction.
    public nonisolated(nonsending) func script(_ sql: String) async throws {
        _ = try await perform([(SessionScript.noTimeoutLocally, [])], commit: false)
        try await withUnsafeThrowingContinuation { continuation in
            onLoop { core in core.run(script: sql) { continuation.resume(with: $0) } }
        }
    }

    /// Commits unless that is done.
    nonisolated(nonsending) func finish() async throws {
        try await withUnsafeThrowingContinuation { continuation in
            onLoop { core in core.finish { continuation.resume(with: $0) } }
        }
    }

    nonisolated(nonsending) func standing() async -> TransactionCore.Standing {
        await withUnsafeContinuation { continuation in
            onLoop { core in continuation.resume(returning: core.standing) }
        }
    }

    /// Rolls back unless it committed, and gives the connection back. Nobody waits for it.
    func end() {
        onLoop { core in core.end() }
    }

    private nonisolated(nonsending) func perform(
        _ steps: [(Statement, [PostgresValue])], commit: Bool
    ) async throws -> [PostgresRows] {
        try await withUnsafeThrowingContinuation { continuation in
            onLoop { core in
                core.perform(steps, commit: commit) { continuation.resume(with: $0) }
            }
        }
    }

    private func onLoop(_ body: @escaping @Sendable (TransactionCore) -> Void) {
        if loop.isCurrent {
            body(core.value)
        } else {
            let core = core
            loop.execute { body(core.value) }
        }
    }
}
