import Logging
import Postgres
import PostgresTesting
import Reactor

/// Runs `body` with a client of its own, on a loop of its own, which both end with it.
func withClient<R: Sendable>(
    _ settings: PostgresSettings, connections: Int = 2, limits: PostgresLimits = .patient,
    _ body: @Sendable @escaping (PostgresClient) async throws -> R
) async throws -> R {
    let loop = try EventLoop(name: "test")
    defer { loop.shutdown() }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let client = PostgresClient(
        settings: settings, loop: loop, connections: connections, limits: limits, logger: logger)
    try await client.waitUntilReady(timeout: .seconds(20))
    // On the loop, as a service's handlers are.
    let result = await Task(executorPreference: loop) { try await body(client) }.result
    await client.close()
    return try result.get()
}

/// The same in a schema of its own on the shared cluster, prepared by a script.
func withDatabase<R: Sendable>(
    _ script: String = "", connections: Int = 2, limits: PostgresLimits = .patient,
    _ body: @Sendable @escaping (PostgresClient) async throws -> R
) async throws -> R {
    try await withSchema { settings in
        try await withClient(settings, connections: connections, limits: limits) { client in
            if !script.isEmpty { try await client.script(script) }
            return try await body(client)
        }
    }
}

/// The PostgresError that `body` throws.
func postgresError(_ body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? PostgresError
    }
}

extension PostgresLimits {
    /// Waits long for a server that can't be reached, because a machine that runs all tests at once
    /// may take a while to reconnect.
    static var patient: PostgresLimits {
        var limits = PostgresLimits()
        limits.unavailableGrace = .seconds(20)
        return limits
    }
}
