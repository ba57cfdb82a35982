import Market

/// A market in one line a campaign, so that a fixture reads like a story.
///
///     margin 15 % of price
///     minimum 10.00
///     group main highest_bid
///     acme buyer=acme live
///     brix buyer=brix live 5.00..30.00 grace=100 end
///     cora buyer=cora fixed 18.00
enum TestMarket {
    static let tenant = TenantID(Identifier(high: 1, low: 1))
    static let lead = LeadID(Identifier(high: 2, low: 2))
    static let channelID = ChannelID.named("web", tenant: tenant)

    static func usd(_ text: String) -> Money {
        guard let money = try? Money.price(text, .usd) else {
            preconditionFailure("\(text) isn't a price")
        }
        return money
    }

    static func campaignID(_ key: String) -> CampaignID { .named(key, tenant: tenant) }

    /// The draft that a text describes. Every market has a seller "seller" with a channel "web".
    static func draft(_ text: String) -> MarketDraft {
        var draft = MarketDraft(currency: .usd)
        draft.fields = [
            FieldDefinition(name: "state", type: .state, pii: .none),
            FieldDefinition(name: "zip", type: .postcode, pii: .quasi),
            FieldDefinition(name: "visits", type: .integer),
            FieldDefinition(name: "income", type: .decimal),
            FieldDefinition(name: "born", type: .date, pii: .quasi),
            FieldDefinition(name: "tags", type: .list),
            FieldDefinition(name: "phone", type: .phone, pii: .contact),
        ]
        var channel = ChannelDraft(key: "web")
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case nil: continue
            case "margin": channel.margin = margin(words)
            case "minimum": channel.minPayout = usd(words[1])
            case "show_min_to_win": draft.showMinToWin = true
            case "group": draft.tree.append(group(words))
            default: add(words, to: &draft)
            }
        }
        var seller = SellerDraft(key: "seller")
        seller.channels = [channel]
        draft.sellers = [seller]
        return draft
    }

    static func snapshot(_ text: String, version: Int64 = 1) throws -> Snapshot {
        try Snapshot.validated(draft(text), tenant: tenant, version: version)
    }

    private static func margin(_ words: [String]) -> Margin {
        guard words.count > 2, let percent = try? Decimal.micros(words[1]) else {
            return .fixed(usd(words[1]))
        }
        let points = percent / 10_000
        return words.last == "payout"
            ? .ofPayout(basisPoints: points) : .ofPrice(basisPoints: points)
    }

    private static func group(_ words: [String]) -> GroupDraft {
        var group = GroupDraft(
            key: words[1], strategy: GroupStrategy(name: words[2])!, members: [])
        if words.last == "end" { group.onUnsold = .end }
        return group
    }

    private static func add(_ words: [String], to draft: inout MarketDraft) {
        var campaign = CampaignDraft(key: words[0], price: .live(min: nil, max: nil))
        var buyer = words[0]
        for (index, word) in words.enumerated().dropFirst() {
            if word.hasPrefix("buyer=") { buyer = String(word.dropFirst(6)) }
            if word.hasPrefix("grace=") { campaign.graceMilliseconds = Int64(word.dropFirst(6))! }
            if word == "fixed" { campaign.price = .fixed(usd(words[index + 1])) }
            if word == "standing" { campaign.price = .standing(usd(words[index + 1])) }
            if word == "live", index + 1 < words.count, let dots = words[index + 1].range(of: "..")
            {
                let bounds = words[index + 1]
                campaign.price = .live(
                    min: usd(String(bounds[..<dots.lower])), max: usd(String(bounds[dots.upper...]))
                )
            }
            if word == "end" { campaign.onSilence = .end }
            if word == "floor" { campaign.showFloor = true }
        }
        if !draft.buyers.contains(where: { $0.key == buyer }) {
            draft.buyers.append(BuyerDraft(key: buyer))
        }
        let place = draft.buyers.firstIndex { $0.key == buyer }!
        draft.buyers[place].campaigns.append(campaign)
        if draft.tree.isEmpty { draft.tree = [group(["group", "main", "highest_bid"])] }
        draft.tree[draft.tree.count - 1].members.append(campaign.key)
    }
}

extension String {
    /// Where a text first occurs.
    fileprivate func range(of needle: String) -> (lower: Index, upper: Index)? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) {
                return (start, index(start, offsetBy: needle.count))
            }
            start = index(after: start)
        }
        return nil
    }
}
