import Logging
import Market
import Reactor
import ServiceHost
import Store

/// Follows the journals of all tenants into the rollups. The cursor moves in the transaction that
/// adds the sums, so each row counts once, however often a projector dies or how many there are.
///
///     waiting ──► read cursor ──► read a page ──► add it up ──► sums and cursor committed ─┐
///        ▲             ▲                                                                   │
///        │             └── another projector was faster, or there is more ─────────────────┤
///        └────────────────────── nothing more ◄────────────────────────────────────────────┘
struct Projector: Sendable {
    /// The cursor's name.
    static let name = "rollups"

    let store: Store
    let markets: MarketSnapshots
    let loop: EventLoop
    let limits: ReportingLimits
    let logger: Logger
    var figures = ProjectionFigures()

    /// Until cancelled.
    func run() async throws {
        while true {
            var pause = limits.pause
            for tenant in markets.tenants {
                do {
                    try await catchUp(tenant)
                } catch {
                    try Task.checkCancellation()
                    pause = limits.pauseAfterFailure
                    logger.warning(
                        "the journal can't be followed",
                        metadata: ["tenant": "\(tenant)", "error": "\(error)"])
                }
            }
            figures.roundEnded()
            try await loop.sleep(until: loop.now + pause)
        }
    }

    /// Counts everything that a tenant's journal has to offer now.
    func catchUp(_ tenant: TenantID) async throws {
        while try await countPage(tenant) {
            try Task.checkCancellation()
        }
    }

    /// Counts one page; whether there may be more.
    private func countPage(_ tenant: TenantID) async throws -> Bool {
        let cursor = try await store.projection(tenant: tenant, name: Self.name)
        let page = try await store.journal(
            tenant: tenant, after: cursor.position, limit: limits.journalRows)
        guard let last = page.rows.last else {
            figures.isComplete(tenant, untilMicros: page.completeUntilMicros)
            return false
        }
        figures.isComplete(tenant, untilMicros: cursor.completeUntilMicros)
        var deltas = RollupDeltas(places: places(tenant))
        for row in page.rows { deltas.add(row) }
        for row in deltas.unreadable {
            logger.error(
                "a row of the journal can't be read and isn't counted",
                metadata: ["lead": "\(row.lead)", "revision": "\(row.revision)"])
        }
        // A page that was cut off says nothing of the time behind its rows.
        let complete = page.isLast ? page.completeUntilMicros : max(0, cursor.completeUntilMicros)
        let isApplied = try await store.applyRollups(
            tenant: tenant, name: Self.name, from: cursor.position, to: last.position,
            completeUntilMicros: complete, deltas.sums)
        if isApplied { figures.counted(page.rows.count) }
        return !isApplied || !page.isLast
    }

    private func places(_ tenant: TenantID) -> [String: CampaignPlace] {
        guard let market = try? markets.newest(tenant) else { return [:] }
        return market.extra(CampaignPlaces.self).places
    }
}
