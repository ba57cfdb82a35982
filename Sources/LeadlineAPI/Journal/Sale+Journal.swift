public import Market
import SwiftProtobuf

// What the journal says of sales. Each message names the sale, its buyer and its campaign.

extension WireSaleAwarded {
    /// A buyer won.
    public init(_ award: Award, in market: Snapshot) {
        self.init()
        saleID = award.sale.wire
        buyerID = award.buyer.wire(in: market)
        campaignID = award.campaign.wire(in: market)
        price = award.split.price.wire
        payout = award.split.payout.wire
        margin = award.split.margin.wire
        slot = Int32(clamping: award.slot)
        groupID = award.group.wire(in: market)
    }
}

extension WireAwardRefused {
    /// A winner couldn't be given the lead.
    public init(_ award: Award, _ reason: Reason, in market: Snapshot) {
        self.init()
        saleID = award.sale.wire
        buyerID = award.buyer.wire(in: market)
        campaignID = award.campaign.wire(in: market)
        self.reason = reason.wire
    }

    /// A campaign that ran out of something.
    init(_ refusal: CampaignRefusal, in market: Snapshot) {
        self.init()
        campaignID = refusal.campaign.wire(in: market)
        buyerID = market.buyerKey(of: refusal.campaign) ?? ""
        reason = refusal.reason.wire
    }
}

extension WireSaleConfirmed {
    /// A buyer accepted.
    public init(_ award: Award, reference: String, buyerWaitMicros: Int64, in market: Snapshot) {
        self.init()
        saleID = award.sale.wire
        buyerID = award.buyer.wire(in: market)
        campaignID = award.campaign.wire(in: market)
        price = award.split.price.wire
        payout = award.split.payout.wire
        margin = award.split.margin.wire
        buyerReference = reference
        buyerWaitUs = buyerWaitMicros
    }
}

extension WireSaleDeclined {
    /// A buyer declined.
    public init(_ award: Award, _ reason: Reason, buyerWaitMicros: Int64, in market: Snapshot) {
        self.init()
        saleID = award.sale.wire
        buyerID = award.buyer.wire(in: market)
        campaignID = award.campaign.wire(in: market)
        self.reason = reason.wire
        buyerWaitUs = buyerWaitMicros
    }
}

extension WireSaleUnknown {
    /// A buyer fell silent.
    public init(_ award: Award, graceUntilMicros: Int64, in market: Snapshot) {
        self.init()
        saleID = award.sale.wire
        buyerID = award.buyer.wire(in: market)
        campaignID = award.campaign.wire(in: market)
        graceUntil = Google_Protobuf_Timestamp(microseconds: graceUntilMicros)
    }
}

extension WireSaleVoided {
    /// A sale was withdrawn.
    public init(_ award: Award, _ reason: Reason, in market: Snapshot) {
        self.init()
        saleID = award.sale.wire
        buyerID = award.buyer.wire(in: market)
        campaignID = award.campaign.wire(in: market)
        self.reason = reason.wire
    }
}

extension WireVoid {
    /// What the buyer is told of a withdrawn sale.
    public init(_ award: Award, _ reason: Reason, in market: Snapshot) {
        self.init()
        saleID = award.sale.wire
        campaignID = award.campaign.wire(in: market)
        self.reason = reason.wire
    }
}

extension WireLateAnswer {
    /// A buyer answered a sale that was settled already.
    public init(_ award: Award, _ answer: BuyerAnswer, _ state: SaleState) {
        self.init()
        saleID = award.sale.wire
        self.answer = answer.kind
        self.state = state.wire
    }
}
