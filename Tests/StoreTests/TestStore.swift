import Logging
import Market
import Postgres
import PostgresTesting
import Reactor
import Store

/// Runs `body` with a store in a migrated schema of its own, on a loop of its own.
func withStore<R: Sendable>(
    limits: StoreLimits = .standard, connections: Int = 4,
    _ body: @Sendable @escaping (Store) async throws -> R
) async throws -> R {
    await turns.take()
    do {
        let result = try await migratedSchemas.withSchema { settings in
            try await withClient(settings, connections: connections) { client in
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
    _ settings: PostgresSettings, connections: Int = 4,
    _ body: @Sendable @escaping (PostgresClient) async throws -> R
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
        settings: settings, loop: loop, connections: connections, limits: limits, logger: logger)
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

/// What was taken of a cap.
struct CapUse {
    let cap: String
    let limit: Int64
    /// Confirmed.
    let used: Int64
    /// Awarded and not settled.
    let held: Int64
}

extension Store {
    /// What was taken of all caps, in the order of their names.
    func capUses() async throws -> [CapUse] {
        let query = Statement(
            "cap_uses",
            """
            select cap_id, limit_units, used, held from allowances
            order by campaign_id, cap_id, window_key
            """)
        return try await client.run(query).map { row in
            CapUse(
                cap: try row.text(0), limit: try row.int64(1), used: try row.int64(2),
                held: try row.int64(3))
        }
    }

    /// A sale as it stands.
    func only(_ sale: NewSale) async throws -> StoredSale? {
        try await sales(tenant: sale.tenant, lead: sale.lead).first { $0.sale == sale.sale }
    }

    /// Takes a lead over as if its lease had run out first of all; nil when it has ended.
    func takeOver(tenant: TenantID, _ lead: LeadID) async throws -> ClaimedLead? {
        let id = PostgresUUID(high: lead.value.high, low: lead.value.low)
        _ = try await client.run(
            Statement("expire", "update leases set expires_at = '-infinity' where lead_id = $1"),
            [.uuid(id)])
        return try await claimExpiredLeases(tenant: tenant, limit: 1).first
    }

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
