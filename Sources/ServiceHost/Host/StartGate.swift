import Logging
import Postgres
import Reactor
import Store

/// Holds a start back until PostgreSQL answers and is migrated, and says in the log what it waits
/// for: services and their database come up in any order.
struct StartGate {
    private static let attempt: Duration = .seconds(2)
    private static let pause: Microseconds = 500_000

    private let resources: HostResources
    private let loop: EventLoop
    private let deadline: MonotonicTime

    init(_ resources: HostResources) {
        self.resources = resources
        loop = resources.loops.loops[0]
        deadline = MonotonicTime.read() + Microseconds(resources.settings.startWait)
    }

    /// Returns when all is there.
    ///
    /// - Throws: ``HostError`` when it isn't in time; `CancellationError`.
    func wait() async throws {
        try await waitForDatabase()
        try await waitForMigrations()
    }

    /// Runs the first look at what the service needs, again while PostgreSQL goes away under it: a
    /// server that restarts just then is waited for as one that isn't there yet.
    func first(_ look: () async throws -> Void) async throws {
        while true {
            do {
                return try await look()
            } catch let error as PostgresError {
                resources.logger.warning(
                    "waiting for PostgreSQL", metadata: ["error": "\(error)"])
                try await pauseOrFail(
                    HostError(
                        .databaseUnreachable, "PostgreSQL didn't answer in time.", cause: error))
            }
        }
    }

    private func waitForDatabase() async throws {
        var attempts = 0
        while true {
            do {
                return try await resources.client.waitUntilReady(timeout: Self.attempt)
            } catch {
                attempts += 1
                if attempts == 1 || attempts % 10 == 0 {
                    resources.logger.warning(
                        "waiting for PostgreSQL", metadata: ["error": "\(error)"])
                }
                try await pauseOrFail(
                    HostError(
                        .databaseUnreachable, "PostgreSQL didn't answer in time.", cause: error))
            }
        }
    }

    private func waitForMigrations() async throws {
        var attempts = 0
        while true {
            var cause: (any Error)?
            do {
                if try await resources.store.isMigrated() { return }
            } catch {
                cause = error
            }
            attempts += 1
            if attempts == 1 || attempts % 20 == 0 {
                resources.logger.warning(
                    "waiting for `leadline migrate`",
                    metadata: cause.map { ["error": "\($0)"] } ?? [:])
            }
            try await pauseOrFail(
                HostError(
                    .notMigrated, "The database isn't migrated; run `leadline migrate`.",
                    cause: cause))
        }
    }

    private func pauseOrFail(_ error: HostError) async throws {
        guard MonotonicTime.read() < deadline else { throw error }
        try await loop.sleep(until: loop.now + Self.pause)
    }
}
