import Market
import SwiftProtobuf

extension AssessmentFacts {
    /// An assessment as a record has it. Throws a `WireError` that names the field.
    init(wire: WireAssessment, tenant: TenantID) throws(WireError) {
        self.init(
            marketVersion: wire.marketVersion, score: Int(wire.score),
            rejections: try convert(wire.rejections, of: "rejections") {
                (reason) throws(WireError) in try Reason(wire: reason)
            },
            survivors: try convert(wire.survivors, of: "survivors") {
                (verdict) throws(WireError) in
                try CampaignID(wire: verdict.campaignID, tenant: tenant)
            },
            exhausted: try convert(wire.exhausted, of: "exhausted") {
                (refusal) throws(WireError) in
                CampaignRefusal(
                    try CampaignID(wire: refusal.campaignID, tenant: tenant),
                    try within("reason") { () throws(WireError) in
                        try Reason(wire: refusal.reason)
                    })
            },
            lastServed: try convert(wire.lastServed, of: "last_served") {
                (served) throws(WireError) in
                LastServed(
                    try CampaignID(wire: served.campaignID, tenant: tenant),
                    atMicros: try micros(served.at, isSet: served.hasAt, "at"))
            },
            ineligible: try convert(wire.ineligible, of: "ineligible") {
                (count) throws(WireError) in try ReasonCount(wire: count)
            })
    }

    /// The assessment as a record has it.
    func wire(in market: Snapshot) -> WireAssessment {
        var wire = WireAssessment()
        wire.marketVersion = marketVersion
        wire.score = Int32(clamping: score)
        wire.rejections = rejections.map(\.wire)
        wire.survivors = survivors.map { id in
            var verdict = WireCandidateVerdict()
            verdict.campaignID = id.wire(in: market)
            verdict.eligible = true
            verdict.buyerID = market.buyerKey(of: id) ?? ""
            if let group = market.campaignIndex(id).flatMap(market.groupIndex(ofCampaign:)) {
                verdict.groupID = market.tree[group].key
            }
            return verdict
        }
        wire.exhausted = exhausted.map { WireAwardRefused($0, in: market) }
        wire.lastServed = lastServed.map { served in
            var wire = WireLastServed()
            wire.campaignID = served.campaign.wire(in: market)
            wire.at = Google_Protobuf_Timestamp(microseconds: served.atMicros)
            return wire
        }
        wire.ineligible = ineligible.map(\.wire)
        return wire
    }
}

extension AuctionClosed {
    /// An auction as a record has it. Throws a `WireError` that names the field.
    init(wire: WireAuctionClosed, tenant: TenantID) throws(WireError) {
        self.init(
            ping: try PingID(wire: wire.pingID, "ping_id"),
            responses: try convert(wire.bids, of: "bids") { (bid) throws(WireError) in
                try within("result") { () throws(WireError) in
                    try BidResponse(wire: bid.result, tenant: tenant)
                }
            },
            buyerWaitMicros: wire.buyerWaitUs)
    }
}
