import Logging
import Postgres
import PostgresTesting
import Reactor
import Store

/// Runs `body` with a store in a migrated schema of its own, on a loop of its own.
func withStore<R: Sendable>(
    limits: StoreLimits = .standard, _ body: @Sendable @escaping (Store) async throws -> R
) async throws -> R {
    await turns.take()
    do {
        let result = try await migratedSchemas.withSchema { settings in
            try await withClient(settings) { client in
                try await body(Store(client: client, limits: limits, owner: "test"))
            }
        }
        await turns.giveBack()
        return result
    } catch {
        await turns.giveBack()
        throw error
    }
}

private let turns = Turns(6)

private let migratedSchemas = SchemaPool(
    prefix: "store", keeping: ["schema_migrations", "journal_eras"],
    prepare: { settings in
        _ = try await withClient(settings) { try await Migrator(client: $0).migrate().count }
    })

/// Runs `body` on a loop of its own with a client of its own, which both end with it.
func withClient<R: Sendable>(
    _ settings: PostgresSettings, _ body: @Sendable @escaping (PostgresClient) async throws -> R
) async throws -> R {
    let loop = try EventLoop(name: "test")
    defer { loop.shutdown() }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var limits = PostgresLimits()
    limits.unavailableGrace = .seconds(20)
    var settings = settings
    settings.lockTimeout = .seconds(5)
    let client = PostgresClient(
        settings: settings, loop: loop, connections: 4, limits: limits, logger: logger)
    try await client.waitUntilReady(timeout: .seconds(20))
    let result = await Task(executorPreference: loop) { try await body(client) }.result
    await client.close()
    return try result.get()
}

/// Submits all at once, in one turn of the loop, and returns each one's result in order.
func all<Item: Sendable, Outcome: Sendable>(
    _ items: [Item], _ body: @Sendable @escaping (Item) async throws -> Outcome
) async -> [Result<Outcome, any Error>] {
    await withTaskGroup(of: (Int, Result<Outcome, any Error>).self) { group in
        for (index, item) in items.enumerated() {
            group.addTask {
                do {
                    return (index, .success(try await body(item)))
                } catch {
                    return (index, .failure(error))
                }
            }
        }
        var results = [Result<Outcome, any Error>?](repeating: nil, count: items.count)
        for await (index, result) in group { results[index] = result }
        return results.map { $0! }
    }
}

extension Store {
    /// The number that a query returns.
    func number(_ sql: String) async throws -> Int {
        try await client.run(Statement("test", sql)).only().int(0)
    }
}

/// Lets few tests at a time have a schema: making one takes longer than most tests.
private actor Turns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        free = count
    }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
