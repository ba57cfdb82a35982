/// One version of a tenant's market, checked and ready: immutable, so that every lead on its way
/// may hold one while services swap in the next (DESIGN section 5).
///
/// Parties refer to each other by index; `MarketDraft` and `Snapshot.validated` make one.
public final class Snapshot: Sendable {
    /// The tenant.
    public let tenant: TenantID
    /// The version, from 1.
    public let version: Int64
    /// The tenant's currency; all prices are in it.
    public let currency: Currency
    /// The fields that leads may have.
    public let schema: FieldSchema
    /// Sorted by key.
    public let scorecards: [Scorecard]
    /// In the order of the configuration.
    public let sellers: [Seller]
    /// In the order of the configuration.
    public let channels: [Channel]
    /// In the order of the configuration.
    public let buyers: [Buyer]
    /// In the order of the configuration.
    public let campaigns: [Campaign]
    /// In the order in which they are tried.
    public let tree: [TreeGroup]
    /// Tests whose results enter assessments as facts, in this order.
    public let externalTests: [ExternalTest]
    /// Loss notices say which price would have won.
    public let showMinToWin: Bool
    /// The ISO 3166 region of phone numbers without a country code.
    public let defaultRegion: String
    /// Leads that score less aren't offered; 0 offers all.
    public let readyScore: Int

    private let channelIndex: SortedIndex<ChannelID>
    private let campaignIndex: SortedIndex<CampaignID>
    private let buyerIndex: SortedIndex<BuyerID>
    private let groupOfCampaign: [Int?]

    init(_ parts: SnapshotParts) {
        tenant = parts.tenant
        version = parts.version
        currency = parts.draft.currency
        schema = parts.schema
        scorecards = parts.scorecards
        sellers = parts.sellers
        channels = parts.channels
        buyers = parts.buyers
        campaigns = parts.campaigns
        tree = parts.tree
        externalTests = parts.externalTests
        showMinToWin = parts.draft.showMinToWin
        defaultRegion = parts.draft.defaultRegion
        readyScore = parts.draft.readyScore
        channelIndex = SortedIndex(channels.map(\.id))
        campaignIndex = SortedIndex(campaigns.map(\.id))
        buyerIndex = SortedIndex(buyers.map(\.id))
        var groups = [Int?](repeating: nil, count: campaigns.count)
        for (index, group) in tree.enumerated() {
            for member in group.members { groups[member] = index }
        }
        groupOfCampaign = groups
    }

    /// The channel with this id.
    public func channel(_ id: ChannelID) -> Channel? {
        channelIndex[id].map { channels[$0] }
    }

    /// The channel with this key.
    public func channel(key: String) -> Channel? { channel(.named(key, tenant: tenant)) }

    /// The place of a campaign in `campaigns`.
    public func campaignIndex(_ id: CampaignID) -> Int? { campaignIndex[id] }

    /// The campaign with this id.
    public func campaign(_ id: CampaignID) -> Campaign? {
        campaignIndex[id].map { campaigns[$0] }
    }

    /// The key of the campaign with this id.
    public func key(of id: CampaignID) -> String? {
        campaignIndex[id].map { campaigns[$0].key }
    }

    /// The key of the buyer with this id.
    public func key(of id: BuyerID) -> String? { buyerIndex[id].map { buyers[$0].key } }

    /// The key of the buyer of the campaign with this id.
    public func buyerKey(of id: CampaignID) -> String? {
        campaignIndex[id].map { buyers[campaigns[$0].buyer].key }
    }

    /// The campaign with this key.
    public func campaign(key: String) -> Campaign? { campaign(.named(key, tenant: tenant)) }

    /// The buyer with this id.
    public func buyer(_ id: BuyerID) -> Buyer? {
        buyerIndex[id].map { buyers[$0] }
    }

    /// The buyer with this key.
    public func buyer(key: String) -> Buyer? { buyer(.named(key, tenant: tenant)) }

    /// The buyer of a campaign.
    public func buyer(of campaign: Campaign) -> Buyer { buyers[campaign.buyer] }

    /// The seller of a channel.
    public func seller(of channel: Channel) -> Seller { sellers[channel.seller] }

    /// The place in `tree` of the group that a campaign stands in.
    public func groupIndex(ofCampaign index: Int) -> Int? { groupOfCampaign[index] }
}

/// Finds the place of an id by binary search.
struct SortedIndex<Key: Comparable & Sendable>: Sendable {
    private let sorted: [(key: Key, place: Int)]

    init(_ keys: [Key]) {
        sorted = keys.enumerated().map { (key: $1, place: $0) }.sorted { $0.key < $1.key }
    }

    subscript(key: Key) -> Int? {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].key < key {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < sorted.count && sorted[low].key == key ? sorted[low].place : nil
    }
}
