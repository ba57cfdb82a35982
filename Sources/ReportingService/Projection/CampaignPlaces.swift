import LeadlineAPI
import ServiceHost

/// Where every campaign of a market belongs.
struct CampaignPlaces: MarketExtra {
    /// By the campaign's key.
    let places: [String: CampaignPlace]

    init(_ market: LoadedMarket) {
        var places: [String: CampaignPlace] = [:]
        for buyer in market.wire.buyers {
            for campaign in buyer.campaigns {
                places[campaign.id, default: .init()].buyer = buyer.id
            }
        }
        for group in market.wire.tree.groups {
            for campaign in group.campaignIds {
                places[campaign, default: .init()].group = group.id
            }
        }
        self.places = places
    }
}
