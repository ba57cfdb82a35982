public import LeadlineAPI
public import Market
import Synchronization

/// One version of a tenant's market in memory. It never changes.
public final class LoadedMarket: Sendable {
    /// Whose it is.
    public let tenant: TenantID
    /// Its number.
    public let version: Int64
    /// As it was stored.
    public let wire: WireMarket
    /// Checked and compiled.
    public let snapshot: Snapshot

    private let extras = Mutex<[ObjectIdentifier: any Sendable]>([:])

    /// Compiles a stored market.
    ///
    /// - Throws: What is wrong with it. `apply` checks before it stores, so that this means that
    ///   a newer program wrote it.
    public init(tenant: TenantID, version: Int64, wire: WireMarket) throws {
        self.tenant = tenant
        self.version = version
        self.wire = wire
        snapshot = try Snapshot.validated(wire: wire, tenant: tenant, version: version)
    }

    /// What a service makes of a market for itself, such as capture's compiled forms: made when
    /// first asked for, kept as long as the market is.
    public func extra<Key: MarketExtra>(_ key: Key.Type) -> Key {
        let id = ObjectIdentifier(key)
        if let made = extras.withLock({ $0[id] }) as? Key { return made }
        // Two that come first both make one; making it has no effects, and one stays.
        let made = Key(self)
        return extras.withLock { extras in
            if let other = extras[id] as? Key { return other }
            extras[id] = made
            return made
        }
    }
}

/// Something that follows from a market alone; see ``LoadedMarket/extra(_:)``.
public protocol MarketExtra: Sendable {
    /// Makes it.
    init(_ market: LoadedMarket)
}
