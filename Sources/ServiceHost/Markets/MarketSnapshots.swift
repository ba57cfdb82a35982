import GRPC
import LeadlineAPI
public import Logging
public import Market
import Synchronization

/// The markets of all tenants: the newest version of each, and older ones while leads use them.
///
///     poll ──► newest versions ──► unknown ones are loaded ──► swapped in, all at once
///
/// A version that can't be loaded or understood is logged and tried again; until then its tenant
/// keeps the version before.
public final class MarketSnapshots: Sendable {
    /// Versions of one tenant that are kept besides the newest.
    static let olderKept = 16

    private struct Shelf {
        var newest: LoadedMarket
        /// Most recently used last.
        var older: [LoadedMarket] = []
    }

    private let source: any MarketSource
    private let logger: Logger
    private let shelves = Mutex<[TenantID: Shelf]>([:])

    /// No markets yet; ``refresh()`` loads them.
    public init(source: any MarketSource, logger: Logger) {
        self.source = source
        self.logger = logger
    }

    /// How many tenants have a market.
    public var tenants: [TenantID] { shelves.withLock { $0.keys.sorted() } }

    /// The newest market of a tenant.
    ///
    /// - Throws: `RPCError` FAILED_PRECONDITION when it has none.
    public func newest(_ tenant: TenantID) throws -> LoadedMarket {
        guard let shelf = shelves.withLock({ $0[tenant] }) else {
            throw RPCError(
                .failedPrecondition, "This tenant has no market; `leadline apply` makes one.")
        }
        return shelf.newest
    }

    /// One version of a tenant's market, from the store when it isn't in memory; 0 is the newest.
    ///
    /// - Throws: `RPCError` FAILED_PRECONDITION when there is no such version, UNAVAILABLE when
    ///   the store is out of reach.
    public nonisolated(nonsending) func market(
        _ tenant: TenantID, version: Int64
    ) async throws -> LoadedMarket {
        if version == 0 { return try newest(tenant) }
        if let held = held(tenant, version) { return held }
        let loaded = try await load(tenant, version)
        keep(loaded, isNewest: false)
        return loaded
    }

    /// Looks for new versions and swaps them in. Throws only when the source is out of reach.
    public nonisolated(nonsending) func refresh() async throws {
        let versions = try await source.newestVersions()
        for tenant in versions.keys.sorted() {
            guard let version = versions[tenant] else { continue }
            let known = shelves.withLock { $0[tenant]?.newest.version }
            guard known.map({ $0 < version }) ?? true else { continue }
            do {
                keep(try await load(tenant, version), isNewest: true)
                logger.info(
                    "market loaded",
                    metadata: ["tenant": "\(tenant)", "version": "\(version)"])
            } catch {
                logger.error(
                    "market can't be loaded",
                    metadata: [
                        "tenant": "\(tenant)", "version": "\(version)", "error": "\(error)",
                    ])
            }
        }
    }

    private nonisolated(nonsending) func load(
        _ tenant: TenantID, _ version: Int64
    ) async throws -> LoadedMarket {
        let wire: WireMarket?
        do {
            wire = try await source.market(tenant, version: version)
        } catch {
            throw RPCError(.unavailable, "Markets can't be read now; try again.", cause: error)
        }
        guard let wire else {
            throw RPCError(
                .failedPrecondition, "This tenant's market has no version \(version).")
        }
        do {
            return try LoadedMarket(tenant: tenant, version: version, wire: wire)
        } catch {
            throw RPCError(
                .failedPrecondition,
                "Version \(version) of this tenant's market isn't understood by this program.",
                cause: error)
        }
    }

    private func held(_ tenant: TenantID, _ version: Int64) -> LoadedMarket? {
        shelves.withLock { shelves in
            guard let shelf = shelves[tenant] else { return nil }
            if shelf.newest.version == version { return shelf.newest }
            guard let place = shelf.older.firstIndex(where: { $0.version == version }) else {
                return nil
            }
            let found = shelf.older[place]
            if place < shelf.older.count - 1 {
                shelves[tenant]?.older.remove(at: place)
                shelves[tenant]?.older.append(found)
            }
            return found
        }
    }

    private func keep(_ market: LoadedMarket, isNewest: Bool) {
        shelves.withLock { shelves in
            guard var shelf = shelves[market.tenant] else {
                shelves[market.tenant] = Shelf(newest: market)
                return
            }
            var pushed = market
            if isNewest, market.version > shelf.newest.version {
                pushed = shelf.newest
                shelf.newest = market
            }
            let isHeld = shelf.older.contains { $0.version == pushed.version }
            if shelf.newest.version != pushed.version, !isHeld { shelf.older.append(pushed) }
            if shelf.older.count > Self.olderKept { shelf.older.removeFirst() }
            shelves[market.tenant] = shelf
        }
    }
}
