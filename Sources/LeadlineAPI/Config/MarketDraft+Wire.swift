public import Market

extension MarketDraft {
    /// A market as it was sent or stored, before its rules are checked, and what can't even be
    /// read; wrong values are replaced by harmless ones, and every element keeps its place, so
    /// that checking can go on and say everything at once.
    public static func reading(_ wire: WireMarket) -> (draft: MarketDraft, errors: [ConfigError]) {
        var reading = WireReading()
        let root = ConfigPath()
        let currency = Currency(code: wire.currency)
        if currency == nil { reading.fail(root.key("currency"), "An ISO 4217 code is needed.") }
        var draft = MarketDraft(currency: currency ?? .usd)
        draft.fields = reading.elements(wire.fields, root, "fields") { $0.field($1, $2) }
        draft.scorecards = reading.elements(wire.scorecards, root, "scorecards") {
            $0.scorecard($1, $2)
        }
        draft.sellers = reading.elements(wire.sellers, root, "sellers") {
            $0.seller($1, $2, currency: draft.currency)
        }
        draft.buyers = reading.elements(wire.buyers, root, "buyers") {
            $0.buyer($1, $2, currency: draft.currency)
        }
        draft.tree = reading.elements(wire.tree.groups, root.key("tree"), "groups") {
            $0.group($1, $2)
        }
        if wire.hasMargin {
            draft.margin = reading.margin(wire.margin, root.key("margin"), draft.currency)
        }
        draft.showMinToWin = wire.showMinToWin
        if !wire.defaultRegion.isEmpty { draft.defaultRegion = wire.defaultRegion }
        draft.readyScore = Int(wire.readyScore)
        reading.checkKeys(of: wire)
        return (draft, reading.errors)
    }
}

extension Snapshot {
    /// Checks a market's message and makes it ready, or throws everything that is wrong with it,
    /// each with its path in the message.
    public static func validated(
        wire: WireMarket, tenant: TenantID, version: Int64
    ) throws(ConfigErrors) -> Snapshot {
        let (draft, errors) = MarketDraft.reading(wire)
        guard errors.isEmpty else { throw ConfigErrors(errors) }
        return try validated(draft, tenant: tenant, version: version)
    }
}

extension WireReading {
    /// Reads the elements of a repeated field, each at its path.
    mutating func elements<Wire, Draft>(
        _ elements: [Wire], _ path: ConfigPath, _ key: String,
        _ read: (inout WireReading, Wire, ConfigPath) -> Draft
    ) -> [Draft] {
        elements.enumerated().map { read(&self, $1, path.element(key, $0)) }
    }

    /// Keys are hashes of 32 bytes, and no two parties share one.
    fileprivate mutating func checkKeys(of wire: WireMarket) {
        var seen: Set<[UInt8]> = []
        for (index, seller) in wire.sellers.enumerated() {
            for (position, channel) in seller.channels.enumerated() {
                let path = ConfigPath().element("sellers", index).element("channels", position)
                check(channel.keys, &seen, path)
            }
        }
        for (index, buyer) in wire.buyers.enumerated() {
            check(buyer.keys, &seen, ConfigPath().element("buyers", index))
        }
    }

    private mutating func check(
        _ keys: [WireApiKeyHash], _ seen: inout Set<[UInt8]>, _ path: ConfigPath
    ) {
        for (index, key) in keys.enumerated() {
            let place = path.element("keys", index).key("sha256")
            if key.sha256.count != 32 {
                fail(place, "The SHA-256 of a key has 32 bytes.")
            } else if !seen.insert([UInt8](key.sha256)).inserted {
                fail(place, "The key is listed twice.")
            }
        }
    }
}
