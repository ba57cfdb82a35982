import Market

extension WireReading {
    /// A seller with its channels.
    mutating func seller(
        _ wire: WireSeller, _ path: ConfigPath, currency: Currency
    ) -> SellerDraft {
        var draft = SellerDraft(key: wire.id, name: wire.name)
        draft.status = status(wire.status, path)
        draft.channels = elements(wire.channels, path, "channels") {
            $0.channel($1, $2, currency)
        }
        draft.denyBuyers = wire.denyBuyers
        draft.allowBuyers = wire.allowBuyers
        return draft
    }

    private mutating func channel(
        _ wire: WireChannel, _ path: ConfigPath, _ currency: Currency
    ) -> ChannelDraft {
        var draft = ChannelDraft(key: wire.id, name: wire.name)
        draft.status = status(wire.status, path)
        draft.mode = value(wire.mode.rawValue, or: .route, path.key("mode"), "The mode") ?? .route
        if wire.hasMinPayout {
            draft.minPayout = money(
                wire.minPayout, isSet: true, path.key("min_payout"), else: currency)
        }
        if wire.hasMargin { draft.margin = margin(wire.margin, path.key("margin"), currency) }
        draft.scorecard = wire.scorecardID.isEmpty ? nil : wire.scorecardID
        draft.acceptance = elements(wire.acceptance, path, "acceptance") { $0.filter($1, $2) }
        if wire.maxProcessingMs != 0 {
            draft.maxProcessingMilliseconds = Int64(wire.maxProcessingMs)
        }
        return draft
    }

    /// A margin; one that says nothing keeps nothing.
    mutating func margin(_ wire: WireMargin, _ path: ConfigPath, _ currency: Currency) -> Margin {
        guard wire.hasFixed else { return .ofPrice(basisPoints: Int64(wire.basisPoints)) }
        if wire.basisPoints != 0 {
            fail(path, "A margin is either basis_points or fixed, not both.")
        }
        return .fixed(money(wire.fixed, isSet: true, path.key("fixed"), else: currency))
    }

    /// A buyer with its campaigns.
    mutating func buyer(_ wire: WireBuyer, _ path: ConfigPath, currency: Currency) -> BuyerDraft {
        var draft = BuyerDraft(key: wire.id, name: wire.name)
        draft.status = status(wire.status, path)
        draft.campaigns = elements(wire.campaigns, path, "campaigns") {
            $0.campaign($1, $2, currency)
        }
        draft.denySellers = wire.denySellers
        return draft
    }

    private mutating func status(_ wire: WirePartyStatus, _ path: ConfigPath) -> PartyStatus {
        value(wire.rawValue, or: .active, path.key("status"), "The status") ?? .active
    }

    /// A group of the tree.
    mutating func group(_ wire: WireTreeGroup, _ path: ConfigPath) -> GroupDraft {
        GroupDraft(
            key: wire.id,
            strategy: value(wire.strategy.rawValue, or: nil, path.key("strategy"), "A strategy")
                ?? .highestBid,
            members: wire.campaignIds,
            timeoutMilliseconds: wire.timeoutMs == 0 ? 500 : Int64(wire.timeoutMs),
            entry: wire.hasEntry ? predicate(wire.entry, path.key("entry")) : nil)
    }
}
