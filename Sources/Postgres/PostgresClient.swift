public import CoreMetrics
import Logging
import Reactor

/// A pool of connections to one PostgreSQL database, all of which live on one loop.
///
/// Call it from tasks on that loop, where a call costs no thread hop; from elsewhere it works too.
/// Many calls share a connection: they are pipelined, each with a Sync of its own, so that one
/// call's failure is never another's. While PostgreSQL is gone, calls fail within
/// ``PostgresLimits/unavailableGrace``; when it is back, everything works again by itself.
///
/// A call doesn't end early when its task is cancelled: it ends within its own time limits, so that
/// nobody has to wonder what became of a write.
public final class PostgresClient: Sendable {
    public let settings: PostgresSettings
    public let loop: EventLoop
    public let limits: PostgresLimits
    let pool: LoopBound<Pool>
    private let feed: LoopBound<NotificationFeed>
    let retries: RetryPolicy
    let metrics: any MetricsFactory

    /// Starts connecting at once; calls made meanwhile wait. Close it when done with it.
    ///
    /// - Parameter metrics: Where it counts and times (``PostgresFigures``).
    public init(
        settings: PostgresSettings, loop: EventLoop, connections: Int = 4,
        limits: PostgresLimits = .standard, logger: Logger,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        self.settings = settings
        self.loop = loop
        self.limits = limits
        self.metrics = metrics
        retries = RetryPolicy(limits)
        let pool = Pool(
            settings: settings, loop: loop, connections: connections, limits: limits,
            logger: logger, figures: PostgresFigures(metrics))
        self.pool = LoopBound(pool, on: loop)
        feed = LoopBound(
            NotificationFeed(settings: settings, loop: loop, limits: limits, logger: logger),
            on: loop)
        onLoop { $0.start() }
    }

    /// How the pool stands now.
    public func poolStanding() async -> PoolStanding {
        await withUnsafeContinuation { continuation in
            onLoop { continuation.resume(returning: $0.standing) }
        }
    }

    deinit {
        let (pool, feed) = (pool, feed)
        loop.execute {
            pool.value.close {}
            feed.value.close()
        }
    }

    /// Runs one statement, which commits by itself.
    /// - Throws: ``PostgresError``. Transient failures (DESIGN 5) are retried before they show.
    public nonisolated(nonsending) func run(
        _ statement: Statement, _ parameters: [PostgresValue] = []
    ) async throws -> PostgresRows {
        try await pipeline([(statement, parameters)])[0]
    }

    /// Runs several statements in one round trip and one transaction: all of them take effect, or
    /// none. The results are those of the steps, in order.
    /// - Parameter idempotent: doing it twice has the effect of doing it once, so it may be retried
    ///   when nobody knows whether it committed. True by itself when all its statements say so.
    /// - Throws: ``PostgresError``
    public nonisolated(nonsending) func pipeline(
        _ steps: [(Statement, [PostgresValue])], idempotent: Bool = false
    ) async throws -> [PostgresRows] {
        if steps.isEmpty { return [] }
        try limits.check(steps)
        let idempotent = idempotent || steps.allSatisfy { $0.0.isIdempotent }
        return try await retrying(idempotent: idempotent) {
            try await withUnsafeThrowingContinuation { continuation in
                onLoop { pool in
                    pool.submit(
                        Exchange(steps, commits: true) { continuation.resume(with: $0) })
                }
            }
        }
    }

    /// Runs `body` in a transaction on a connection of its own, commits when it returns, and rolls
    /// back when it throws. After a transient failure `body` runs again from its start, so it must
    /// have no other effects. Don't call the client inside it: use the transaction.
    /// - Parameter idempotent: as in ``pipeline(_:idempotent:)``; concerns a lost COMMIT only.
    /// - Throws: ``PostgresError``, or what `body` throws
    public nonisolated(nonsending) func transaction<R>(
        isolation: TransactionIsolation = .readCommitted, idempotent: Bool = false,
        _ body: (PostgresTransaction) async throws -> R
    ) async throws -> R {
        let result: Result<R, any Error> = try await retrying(idempotent: idempotent) {
            let transaction = try await begin(isolation)
            defer { transaction.end() }
            do {
                let result = try await body(transaction)
                try await transaction.finish()
                return .success(result)
            } catch {
                switch await transaction.standing() {
                // What broke the transaction decides whether it is tried again, whatever the body
                // made of it.
                case .failed(let reason): throw reason
                // Never again: it is stored.
                case .committed: return .failure(error)
                case .undecided: throw error
                }
            }
        }
        return try result.get()
    }

    /// Runs a text of several commands, as migrations have them, with the simple protocol: one
    /// transaction, unless the text has its own BEGIN and COMMIT. No parameters, no results, no
    /// timeout but ``PostgresLimits/scriptTimeout``; never retried.
    public nonisolated(nonsending) func script(_ sql: String) async throws {
        let lease = try await lease()
        let scripting = SessionScript(lease: lease, pool: pool)
        try await withUnsafeThrowingContinuation { continuation in
            onLoop { _ in scripting.run(sql) { continuation.resume(with: $0) } }
        }
    }

    /// The payloads of NOTIFY on `channel` from now on, over a connection of its own. It listens
    /// again after reconnecting; what was sent meanwhile is lost, so take notifications as hints
    /// and poll for the truth. Ends when the client is closed.
    public func listen(_ channel: String) -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: String.self,
            bufferingPolicy: .bufferingNewest(limits.notificationsBufferedMax))
        let (loop, feed) = (loop, feed)
        loop.execute {
            let reader = feed.value.add(continuation, channel: channel)
            continuation.onTermination = { _ in
                loop.execute { feed.value.remove(reader, channel: channel) }
            }
        }
        return stream
    }

    /// Returns once a connection is up.
    /// - Throws: ``PostgresError/Kind/unavailable`` when none is within `timeout`
    public nonisolated(nonsending) func waitUntilReady(timeout: Duration) async throws {
        let isReady = await withUnsafeContinuation { continuation in
            onLoop { pool in
                pool.whenReady(timeout: Microseconds(timeout)) {
                    continuation.resume(returning: $0)
                }
            }
        }
        if !isReady { throw PostgresError(.unavailable, "PostgreSQL can't be reached.") }
    }

    /// Fails what waits, lets what is on the wire end, and closes the connections.
    public nonisolated(nonsending) func close() async {
        let feed = feed
        await withUnsafeContinuation { continuation in
            onLoop { pool in
                feed.value.close()
                pool.close { continuation.resume() }
            }
        }
    }
}
