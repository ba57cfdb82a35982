import LeadlineAPI
import Market
import MarketConfig
import ServiceHost
import Store

/// A market on its way to be a tenant's next version.
struct MarketApplication: Sendable {
    let market: WireMarket
    let document: String
    let tenant: String
    let by: String
    var dryRun = false

    /// What became of it.
    struct Report: Sendable {
        var diff: MarketDiff
        var isNewTenant: Bool
        /// The version that it has, or that it differs from; 0 for none.
        var version: Int64
        var isApplied: Bool
        var dryRun: Bool
    }

    /// Compares with the newest version, and stores the market unless it is the same.
    func run(_ store: Store) async throws -> Report {
        let known = try await store.tenant(named: tenant)
        let newest =
            if let known { try await store.market(tenant: known.id) } else { nil as StoredMarket? }
        let old = try newest.map { try WireMarket(serializedBytes: $0.market) }
        var report = Report(
            diff: MarketDiff(from: old, to: market), isNewTenant: known == nil,
            version: newest?.version ?? 0, isApplied: false, dryRun: dryRun)
        if dryRun { return report }
        let owner =
            if let known { known } else {
                try await store.tenant(
                    named: tenant, creatingWith: TenantID(LeadIDs().next()))
            }
        let outcome = try await store.apply(
            NewMarket(
                tenant: owner.id, expectedVersion: newest?.version ?? 0, document: document,
                market: try market.canonicalBytes(), checksum: try market.checksum().bytes,
                appliedBy: by, keys: market.listedKeys))
        switch outcome {
        case .applied(let version):
            report.version = version
            report.isApplied = true
        case .unchanged(let version):
            report.version = version
        case .conflict:
            throw CommandFailure(
                .failed, "Somebody else applied another version just now; look at it again.")
        }
        return report
    }
}

extension MarketApplication.Report {
    /// For people.
    /// - Parameter full: every setting of a first market, not only what it consists of
    func lines(tenant: String, full: Bool = false) -> [String] {
        var lines: [String] = []
        if diff.isEmpty {
            lines.append("Nothing changes.")
        } else if isFirst && !full {
            lines.append("A first market:")
            let parts = diff.changes.filter { !$0.isDetail }
            lines += parts.map { "  \($0)" }
            lines.append(
                "and \(diff.changes.count - parts.count) settings of these; --full shows all")
        } else {
            lines.append(isFirst ? "A first market:" : "Changes:")
            lines += diff.changes.map { "  \($0)" }
            lines.append(diff.summary)
        }
        if dryRun {
            lines.append("Nothing was stored: this was a dry run.")
        } else if isApplied {
            let new = isNewTenant ? " (new)" : ""
            lines.append("Tenant \(tenant)\(new) has version \(version) now.")
        } else {
            lines.append("Tenant \(tenant) stays at version \(version).")
        }
        return lines
    }

    private var isFirst: Bool { version == (isApplied ? 1 : 0) }
}

extension MarketDiff.Change {
    /// It is about something inside of something else that stands in the list.
    fileprivate var isDetail: Bool {
        switch self {
        case .added(let path, _), .removed(let path, _), .changed(let path, _, _):
            path.contains("].")
        }
    }
}

extension WireMarket {
    /// The API keys whose hashes it lists.
    var listedKeys: [MarketKey] {
        var keys: [MarketKey] = []
        for seller in sellers {
            for channel in seller.channels {
                keys += channel.keys.map {
                    MarketKey(
                        hash: [UInt8]($0.sha256), role: .seller, party: seller.id,
                        channel: channel.id, label: $0.label)
                }
            }
        }
        for buyer in buyers {
            keys += buyer.keys.map {
                MarketKey(
                    hash: [UInt8]($0.sha256), role: .buyer, party: buyer.id, label: $0.label)
            }
        }
        return keys
    }
}
