import Logging
import Postgres
import Reactor
import ServiceHost
import Store

/// Keeps the store in shape: partitions for the months to come, and idempotency keys forgotten once
/// nobody may count on them. All of it may run late, and several at once do no harm.
struct Upkeep: Sendable {
    let store: Store
    let loop: EventLoop
    let limits: ReportingLimits
    let logger: Logger

    /// Until cancelled.
    func run() async throws {
        while true {
            do {
                try await round()
            } catch {
                try Task.checkCancellation()
                logger.warning("upkeep has to wait", metadata: ["error": "\(error)"])
            }
            try await loop.sleep(until: loop.now + limits.upkeep)
        }
    }

    /// Everything once.
    func round() async throws {
        let made = try await store.ensurePartitions(monthsAhead: limits.monthsAhead)
        if made > 0 { logger.notice("partitions made", metadata: ["count": "\(made)"]) }
        for tenant in try await store.tenants() {
            var forgotten = limits.submissionsAtOnce
            while forgotten >= limits.submissionsAtOnce {
                try Task.checkCancellation()
                forgotten = try await store.purgeSubmissions(
                    tenant: tenant.id, olderThanMicros: limits.submissionAge.count,
                    limit: limits.submissionsAtOnce)
            }
        }
    }
}
