import Market
import Postgres

/// An item of a batch that concerns one lead.
protocol LeadItem: Sendable {
    var tenant: TenantID { get }
    var lead: LeadID { get }
}

/// Cuts batches as the functions of migrations 9 and 10 want them: one tenant, and no lead twice.
/// Both nearly always hold for the whole batch. Waves are transactions of their own, which may be
/// run again when a later one fails: doing an item twice changes nothing.
enum Waves {
    /// Runs `run` on each wave, in order, and returns the outcomes in the items' order.
    static func run<Item: LeadItem, Outcome>(
        _ items: [Item], _ run: ([Item]) async throws -> [Outcome]
    ) async throws -> [Outcome] {
        if let only = wholeWave(items) { return try await run(only) }
        var outcomes = [Outcome?](repeating: nil, count: items.count)
        var waiting = Array(items.indices)
        while let first = waiting.first {
            var seen: Set<LeadID> = []
            let tenant = items[first].tenant
            let wave = waiting.filter {
                items[$0].tenant == tenant && seen.insert(items[$0].lead).inserted
            }
            let taken = Set(wave)
            waiting.removeAll { taken.contains($0) }
            for (index, outcome) in zip(wave, try await run(wave.map { items[$0] })) {
                outcomes[index] = outcome
            }
        }
        return outcomes.map { $0! }
    }

    private static func wholeWave<Item: LeadItem>(_ items: [Item]) -> [Item]? {
        var seen: Set<LeadID> = []
        seen.reserveCapacity(items.count)
        for item in items {
            guard item.tenant == items[0].tenant, seen.insert(item.lead).inserted else {
                return nil
            }
        }
        return items
    }

    /// Which items may share a batch: those of one tenant.
    static func partition(_ item: some LeadItem) -> UInt64 {
        item.tenant.value.high ^ item.tenant.value.low
    }

    /// The rows, one an item.
    static func rows(_ rows: PostgresRows, for count: Int) throws -> PostgresRows {
        guard rows.count == count else {
            throw StoreError(.missingRow, "A batch of \(count) got \(rows.count) answers.")
        }
        return rows
    }
}
