extension SnapshotParts {
    /// Adds sellers and their channels; gives the places of channels by key.
    mutating func addSellers(_ buyerPlaces: [String: Int]) -> [String: Int] {
        var keys: [(key: String, path: ConfigPath)] = []
        for (sellerIndex, seller) in draft.sellers.enumerated() {
            let path = ConfigPath().element("sellers", sellerIndex)
            sellers.append(
                Seller(
                    id: .named(seller.key, tenant: tenant), key: seller.key, name: seller.name,
                    status: seller.status,
                    buyers: access(seller.denyBuyers, seller.allowBuyers, buyerPlaces, path)))
            for (index, channel) in seller.channels.enumerated() {
                let place = path.element("channels", index)
                keys.append((channel.key, place.key("id")))
                add(channel, seller: sellerIndex, buyerPlaces, place)
            }
        }
        return uniquePlaces(keys, "channel")
    }

    private mutating func add(
        _ channel: ChannelDraft, seller: Int, _ buyerPlaces: [String: Int], _ path: ConfigPath
    ) {
        checkPrice(channel.minPayout, mayBeZero: true, path.key("min_payout"))
        checkMargin(
            channel.margin, allowNegative: channel.allowNegativeMargin, path.key("margin"))
        checkMilliseconds(
            channel.maxProcessingMilliseconds, 1...600_000, path.key("max_processing_ms"))
        let scorecard = channel.scorecard.flatMap { key in
            scorecards.firstIndex { $0.key == key }
        }
        check(
            (channel.scorecard == nil) == (scorecard == nil), path.key("scorecard"),
            "No scorecard is called \(channel.scorecard ?? "").")
        channels.append(
            Channel(
                id: .named(channel.key, tenant: tenant), key: channel.key, name: channel.name,
                seller: seller, status: channel.status, mode: channel.mode,
                minPayout: channel.minPayout ?? .zero(currency),
                margin: channel.margin ?? draft.margin,
                allowNegativeMargin: channel.allowNegativeMargin, scorecard: scorecard,
                acceptance: compiler.compile(channel.acceptance, at: path, "acceptance"),
                maxProcessingMilliseconds: channel.maxProcessingMilliseconds,
                buyers: access(channel.denyBuyers, channel.allowBuyers, buyerPlaces, path)))
    }

    private mutating func access(
        _ denied: [String], _ allowed: [String], _ known: [String: Int], _ path: ConfigPath
    ) -> BuyerAccess {
        BuyerAccess(
            denied: places(of: denied, among: known, "buyer", path, "deny_buyers"),
            allowed: places(of: allowed, among: known, "buyer", path, "allow_buyers"))
    }
}
