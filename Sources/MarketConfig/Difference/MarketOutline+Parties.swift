import LeadlineAPI
import Market

extension MarketOutline {
    mutating func add(_ seller: WireSeller, _ path: String) {
        add(path, "seller")
        add(path + ".name", seller.name)
        add(path + ".status", Self.text(seller.status))
        for channel in seller.channels { add(channel, path + ".channels[\(channel.id)]") }
        add(path + ".deny_buyers", seller.denyBuyers.joined(separator: ", "))
        add(path + ".allow_buyers", seller.allowBuyers.joined(separator: ", "))
    }

    private mutating func add(_ channel: WireChannel, _ path: String) {
        add(path, "channel")
        add(path + ".name", channel.name)
        add(path + ".status", Self.text(channel.status))
        let mode = ChannelMode(rawValue: channel.mode.rawValue) ?? .route
        add(path + ".mode", mode == .route ? "" : mode.name)
        add(channel.keys, path)
        add(path + ".min_payout", channel.hasMinPayout ? Self.text(channel.minPayout) : "")
        add(path + ".margin", channel.hasMargin ? Self.text(channel.margin) : "")
        add(path + ".scorecard", channel.scorecardID)
        add(channel.acceptance, path + ".acceptance")
        add(path + ".max_processing_ms", Self.text(Int64(channel.maxProcessingMs)))
    }

    mutating func add(_ buyer: WireBuyer, _ path: String) {
        add(path, "buyer")
        add(path + ".name", buyer.name)
        add(path + ".status", Self.text(buyer.status))
        add(buyer.keys, path)
        for campaign in buyer.campaigns { add(campaign, path + ".campaigns[\(campaign.id)]") }
        add(path + ".deny_sellers", buyer.denySellers.joined(separator: ", "))
    }

    private mutating func add(_ campaign: WireCampaign, _ path: String) {
        add(path, "campaign")
        add(path + ".name", campaign.name)
        add(path + ".status", Self.text(campaign.status))
        add(path + ".price_model", campaign.priceModel == .fixed ? "fixed" : "live")
        add(path + ".fixed_price", campaign.hasFixedPrice ? Self.text(campaign.fixedPrice) : "")
        add(path + ".max_price", campaign.hasMaxPrice ? Self.text(campaign.maxPrice) : "")
        add(campaign.filters, path + ".filters")
        for cap in campaign.caps { add(cap, path + ".caps[\(cap.id)]") }
        add(path + ".disclosure", campaign.disclosure == .onAward ? "on_award" : "")
        add(path + ".deny_media", campaign.denyMedia.joined(separator: ", "))
        add(path + ".min_score", Self.text(Int64(campaign.minScore)))
        add(path + ".award_timeout_ms", Self.text(Int64(campaign.awardTimeoutMs)))
        add(path + ".grace_ms", Self.text(Int64(campaign.graceMs)))
        add(path + ".show_floor", campaign.showFloor ? "true" : "")
    }

    private mutating func add(_ cap: WireCap, _ path: String) {
        let window = CapWindow(rawValue: cap.window.rawValue)?.name ?? ""
        let zone = cap.timeZone.isEmpty ? "UTC" : cap.timeZone
        let isZoned = cap.window != .lifetime && cap.window != .hour
        add(path, "\(cap.maxSold) a \(window)" + (isZoned || zone != "UTC" ? " in \(zone)" : ""))
    }

    private mutating func add(_ filters: [WireFilter], _ path: String) {
        for filter in filters {
            let unknown = filter.onUnknown == .passAndRecheck ? ", unknown passes for now" : ""
            add(path + "[\(filter.id)]", ConditionText.text(filter.condition) + unknown)
        }
    }

    /// Keys are told apart by the beginning of their hash, which gives nothing away.
    private mutating func add(_ keys: [WireApiKeyHash], _ path: String) {
        for key in keys {
            let digits = key.sha256.map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            let label = key.label.isEmpty ? "key" : "key (\(key.label))"
            add(path + ".keys[\(digits.joined())]", label)
        }
    }

    private static func text(_ status: WirePartyStatus) -> String {
        let status = PartyStatus(rawValue: status.rawValue) ?? .active
        return status == .active ? "" : status.name
    }
}
