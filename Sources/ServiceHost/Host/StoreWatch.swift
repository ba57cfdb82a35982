import GRPC
import Logging
import Postgres
import Reactor

/// Keeps markets and keys up to date for as long as the service runs: looks each second, and at
/// once when PostgreSQL says that something was applied. The notification is a hint only: it may
/// be lost with a connection, and nothing is lost with it.
struct StoreWatch: Sendable {
    static let interval: Microseconds = 1_000_000

    let markets: MarketSnapshots
    let credentials: CredentialCache
    let readiness: Readiness
    let health: HealthService
    let hints: @Sendable () -> AsyncStream<String>
    let loop: EventLoop
    let logger: Logger

    /// One look. Throws when the store is out of reach.
    nonisolated(nonsending) func look() async throws {
        try await markets.refresh()
        try await credentials.refresh()
        readiness.storeAnswered()
    }

    /// Looks until it is cancelled.
    func run() async {
        let (wakes, wake) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: loop) {
                while (try? await loop.sleep(until: loop.now + Self.interval)) != nil {
                    wake.yield()
                }
                wake.finish()
            }
            group.addTask(executorPreference: loop) {
                for await _ in hints() { wake.yield() }
            }
            var isReachable = true
            for await _ in wakes {
                isReachable = await lookAndTell(wasReachable: isReachable)
            }
            group.cancelAll()
        }
    }

    /// Logs when the store goes and when it is back, once each.
    private nonisolated(nonsending) func lookAndTell(wasReachable: Bool) async -> Bool {
        var isReachable = true
        do {
            try await look()
            if !wasReachable { logger.notice("PostgreSQL is back") }
        } catch {
            if Task.isCancelled { return wasReachable }
            if wasReachable {
                logger.warning("PostgreSQL is out of reach", metadata: ["error": "\(error)"])
            }
            isReachable = false
        }
        health.setServing("", readiness.refusal == nil)
        return isReachable
    }
}
