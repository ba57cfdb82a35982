import LeadlineAPI
import Market
import ServiceHost
import Store
import Vault

/// Keys to be made for parties of a tenant's market.
struct KeyMaking: Sendable {
    let tenant: String
    let role: KeyRole
    var party: String?
    var channel: String?
    /// One for every buyer or seller of the market.
    var all = false
    var label = ""
    var scopes: [String] = []
    var validDays: Int?

    /// What a key can be narrowed to.
    static let knownScopes = ["ping", "post", "read"]

    /// A key, for the only time that its text is known.
    struct Made: Sendable {
        let party: String
        let key: APIKey
    }

    /// Makes and stores them.
    func run(_ store: Store, nowMicros: Int64 = WallClock.system.microseconds()) async throws
        -> [Made]
    {
        let owner = try await store.owner(named: tenant)
        let parties = try await parties(of: owner.id, store)
        var made: [Made] = []
        for party in parties {
            let key = APIKey.generate()
            try await store.create(
                StoredKey(
                    hash: key.hash.digest.bytes, tenant: owner.id, role: role, party: party,
                    channel: channel, scopes: scopes, label: label,
                    expiresAtMicros: validDays.map { nowMicros + Int64($0) * 86_400_000_000 }))
            made.append(Made(party: party, key: key))
        }
        return made
    }

    private func parties(of tenant: TenantID, _ store: Store) async throws -> [String] {
        guard role == .seller || role == .buyer else {
            guard !all, channel == nil else {
                throw CommandFailure(
                    .usage, "--all and --channel are for keys of sellers and buyers.")
            }
            return [party ?? (role == .operator ? "operator" : "analyst")]
        }
        guard let stored = try await store.market(tenant: tenant) else {
            throw CommandFailure(.failed, "The tenant has no market yet: apply one first.")
        }
        return try parties(in: try WireMarket(serializedBytes: stored.market))
    }

    /// For whom, by the market.
    func parties(in market: WireMarket) throws(CommandFailure) -> [String] {
        guard role == .seller else {
            guard channel == nil else {
                throw CommandFailure(.usage, "--channel is for keys of sellers.")
            }
            return try chosen(market.buyers.map(\.id), "buyer")
        }
        if let channel {
            let owners = market.sellers.filter { $0.channels.contains { $0.id == channel } }
            guard let seller = owners.first else {
                throw CommandFailure(.failed, "The market has no channel \(channel).")
            }
            guard party == nil || party == seller.id, !all else {
                throw CommandFailure(.failed, "Channel \(channel) belongs to \(seller.id).")
            }
            return [seller.id]
        }
        return try chosen(market.sellers.map(\.id), "seller")
    }

    private func chosen(_ known: [String], _ word: String) throws(CommandFailure) -> [String] {
        switch (all, party) {
        case (true, nil): return known
        case (false, let party?):
            guard known.contains(party) else {
                throw CommandFailure(.failed, "The market has no \(word) \(party).")
            }
            return [party]
        case (true, .some):
            throw CommandFailure(.usage, "Give either --party or --all.")
        case (false, nil):
            throw CommandFailure(.usage, "Whose key? Give --party ID, or --all.")
        }
    }
}

extension Store {
    /// The tenant of this name.
    ///
    /// - Throws: ``CommandFailure`` when there is none.
    func owner(named name: String) async throws -> Tenant {
        guard let tenant = try await tenant(named: name) else {
            throw CommandFailure(.failed, "There is no tenant \(name).")
        }
        return tenant
    }
}
