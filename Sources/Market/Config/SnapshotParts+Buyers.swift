extension SnapshotParts {
    /// Adds buyers and their campaigns; gives the places of campaigns by key.
    mutating func addBuyers(
        _ sellerPlaces: [String: Int], _ channelPlaces: [String: Int]
    ) -> [String: Int] {
        var keys: [(key: String, path: ConfigPath)] = []
        for (buyerIndex, buyer) in draft.buyers.enumerated() {
            let path = ConfigPath().element("buyers", buyerIndex)
            buyers.append(
                Buyer(
                    id: .named(buyer.key, tenant: tenant), key: buyer.key, name: buyer.name,
                    status: buyer.status,
                    deniedSellers: places(
                        of: buyer.denySellers, among: sellerPlaces, "seller", path,
                        "deny_sellers")))
            for (index, campaign) in buyer.campaigns.enumerated() {
                let place = path.element("campaigns", index)
                keys.append((campaign.key, place.key("id")))
                check(campaign, place)
                add(campaign, buyer: buyerIndex, channelPlaces, place)
            }
        }
        return uniquePlaces(keys, "campaign")
    }

    private mutating func check(_ campaign: CampaignDraft, _ path: ConfigPath) {
        switch campaign.price {
        case .fixed(let price): checkPrice(price, path.key("fixed_price"))
        case .standing(let price): checkPrice(price, path.key("standing_price"))
        case .live(let min, let max):
            checkPrice(min, mayBeZero: true, path.key("min_price"))
            checkPrice(max, path.key("max_price"))
            if let min, let max, min.currency == max.currency {
                self.check(
                    min.micros <= max.micros, path.key("min_price"),
                    "The least price is more than the most.")
            }
        }
        self.check(
            (0...10).contains(campaign.minScore), path.key("min_score"), "A score is 0 to 10.")
        self.check(
            (1...100).contains(campaign.maxSold), path.key("max_sold"),
            "A lead is shared by 1 to 100 buyers.")
        checkMilliseconds(
            campaign.awardTimeoutMilliseconds, 1...600_000, path.key("award_timeout_ms"))
        checkMilliseconds(campaign.graceMilliseconds, 0...604_800_000, path.key("grace_ms"))
        var seen: Set<String> = []
        for (index, cap) in campaign.caps.enumerated() {
            let place = path.element("caps", index)
            checkKey(cap.key, "The id of a cap", place.key("id"))
            self.check(
                seen.insert(cap.key).inserted, place.key("id"), "The id \(cap.key) is used twice.")
            self.check(cap.limit >= 0, place.key("limit"), "A cap must not be negative.")
            self.check(!cap.timeZone.isEmpty, place.key("time_zone"), "A cap needs a time zone.")
        }
    }

    private mutating func add(
        _ campaign: CampaignDraft, buyer: Int, _ channelPlaces: [String: Int], _ path: ConfigPath
    ) {
        let id = CampaignID.named(campaign.key, tenant: tenant)
        campaigns.append(
            Campaign(
                id: id, key: campaign.key, name: campaign.name, buyer: buyer,
                status: campaign.status, price: campaign.price,
                filters: compiler.compile(campaign.filters, at: path, "filters"),
                caps: campaign.caps.map {
                    Cap(
                        id: .named($0.key, campaign: id), key: $0.key, window: $0.window,
                        basis: $0.basis, limit: $0.limit, timeZone: $0.timeZone)
                },
                disclosure: campaign.disclosure, deniedMedia: campaign.denyMedia.sortedUnique(),
                minScore: campaign.minScore, maxSold: campaign.maxSold,
                acceptsTests: campaign.acceptsTests,
                delivery: DeliveryTerms(
                    timeoutMilliseconds: campaign.awardTimeoutMilliseconds,
                    graceMilliseconds: campaign.graceMilliseconds,
                    onSilence: campaign.onSilence),
                showFloor: campaign.showFloor,
                deniedChannels: places(
                    of: campaign.denyChannels, among: channelPlaces, "channel", path,
                    "deny_channels")))
    }
}
