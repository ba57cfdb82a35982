import Market

extension WireReading {
    /// A campaign with its filters and caps.
    mutating func campaign(
        _ wire: WireCampaign, _ path: ConfigPath, _ currency: Currency
    ) -> CampaignDraft {
        var draft = CampaignDraft(
            key: wire.id, name: wire.name, price: price(wire, path, currency))
        draft.status =
            value(wire.status.rawValue, or: .active, path.key("status"), "The status") ?? .active
        draft.filters = elements(wire.filters, path, "filters") { $0.filter($1, $2) }
        draft.caps = elements(wire.caps, path, "caps") { $0.cap($1, $2) }
        draft.disclosure =
            value(
                wire.disclosure.rawValue, or: .onConfirm, path.key("disclosure"), "The disclosure")
            ?? .onConfirm
        draft.denyMedia = wire.denyMedia
        draft.minScore = Int(wire.minScore)
        if wire.awardTimeoutMs != 0 {
            draft.awardTimeoutMilliseconds = Int64(wire.awardTimeoutMs)
        }
        if wire.graceMs != 0 { draft.graceMilliseconds = Int64(wire.graceMs) }
        draft.showFloor = wire.showFloor
        return draft
    }

    private mutating func price(
        _ wire: WireCampaign, _ path: ConfigPath, _ currency: Currency
    ) -> PriceModel {
        switch wire.priceModel {
        case .fixed:
            if wire.hasMaxPrice {
                fail(path.key("max_price"), "Only a live price has a highest bid.")
            }
            return .fixed(
                money(
                    wire.fixedPrice, isSet: wire.hasFixedPrice, path.key("fixed_price"),
                    else: currency))
        case .live:
            if wire.hasFixedPrice {
                fail(path.key("fixed_price"), "A live price isn't fixed.")
            }
            // Without a limit, a buyer's slip of the keys would be a bill.
            return .live(
                min: nil,
                max: money(
                    wire.maxPrice, isSet: wire.hasMaxPrice, path.key("max_price"), else: currency))
        case .unspecified, .UNRECOGNIZED:
            fail(path.key("price_model"), "A price model is needed: fixed or live.")
            return .live(min: nil, max: nil)
        }
    }

    private mutating func cap(_ wire: WireCap, _ path: ConfigPath) -> CapDraft {
        CapDraft(
            key: wire.id,
            window: value(wire.window.rawValue, or: nil, path.key("window"), "A window") ?? .day,
            limit: wire.maxSold, timeZone: wire.timeZone.isEmpty ? "UTC" : wire.timeZone)
    }
}
