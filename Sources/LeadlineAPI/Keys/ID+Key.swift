public import Market

// On the wire parties, campaigns and groups are named by their keys in the configuration; inside,
// by ids that are derived from tenant and key. The way in needs only the tenant; the way out
// needs the market. A sale may outlive its campaign, so an id that this version of the market
// doesn't know travels as "id:" and its UUID, which can't be a key.

private let unknownPrefix = "id:"

extension ID {
    /// Reads a key, or an id that had no key when it was written. Throws `missing` when empty.
    fileprivate init(
        key: String, _ field: String, _ named: (String) -> ID
    ) throws(WireError) {
        guard !key.isEmpty else { throw .missing(field) }
        if key.hasPrefix(unknownPrefix) {
            self = try ID(wire: String(key.dropFirst(unknownPrefix.count)), field)
        } else {
            self = named(key)
        }
    }

    fileprivate func text(_ key: String?) -> String { key ?? unknownPrefix + wire }
}

extension ID where Tag == Tags.Campaign {
    /// The campaign that a message names. Throws `missing` or `malformed`, at `campaign_id`.
    public init(wire key: String, tenant: TenantID) throws(WireError) {
        try self.init(key: key, "campaign_id") { .named($0, tenant: tenant) }
    }

    /// How messages name it.
    public func wire(in market: Snapshot) -> String { text(market.key(of: self)) }
}

extension ID where Tag == Tags.Buyer {
    /// The buyer that a message names. Throws `missing` or `malformed`, at `buyer_id`.
    public init(wire key: String, tenant: TenantID) throws(WireError) {
        try self.init(key: key, "buyer_id") { .named($0, tenant: tenant) }
    }

    /// How messages name it.
    public func wire(in market: Snapshot) -> String { text(market.key(of: self)) }
}

extension ID where Tag == Tags.Seller {
    /// The seller that a message names. Throws `missing` or `malformed`, at `seller_id`.
    public init(wire key: String, tenant: TenantID) throws(WireError) {
        try self.init(key: key, "seller_id") { .named($0, tenant: tenant) }
    }

    /// How messages name it.
    public func wire(in market: Snapshot) -> String {
        text(market.sellers.first { $0.id == self }?.key)
    }
}

extension ID where Tag == Tags.Channel {
    /// The channel that a message names. Throws `missing` or `malformed`, at `channel_id`.
    public init(wire key: String, tenant: TenantID) throws(WireError) {
        try self.init(key: key, "channel_id") { .named($0, tenant: tenant) }
    }

    /// How messages name it.
    public func wire(in market: Snapshot) -> String { text(market.channel(self)?.key) }
}

extension ID where Tag == Tags.Group {
    /// The group of the tree that a message names. Throws `missing` or `malformed`, at
    /// `group_id`.
    public init(wire key: String, tenant: TenantID) throws(WireError) {
        try self.init(key: key, "group_id") { .named($0, tenant: tenant) }
    }

    /// How messages name it.
    public func wire(in market: Snapshot) -> String {
        text(market.tree.first { $0.id == self }?.key)
    }
}
