import Market
import SwiftProtobuf

extension SaleFact {
    /// A sale as a record has it. Throws a `WireError` that names the field.
    init(wire: WireSaleFound, lead: LeadID, tenant: TenantID) throws(WireError) {
        let award = try within("award") { () throws(WireError) in
            try AwardParts(wire: wire.award, tenant: tenant)
        }
        self.init(
            award: Award(
                sale: award.sale, lead: lead, slot: award.slot, attempt: Int(wire.attempt),
                campaign: award.campaign, buyer: award.buyer,
                seller: try SellerID(wire: wire.sellerID, tenant: tenant), group: award.group,
                ping: wire.pingID.isEmpty ? nil : try PingID(wire: wire.pingID, "ping_id"),
                split: award.split, reference: wire.bidRef, display: wire.buyerDisplay,
                maxSold: Int(wire.maxSold),
                disclosure: try value(wire.disclosure.rawValue, "disclosure"),
                delivery: DeliveryTerms(
                    timeoutMilliseconds: wire.awardTimeoutMs, graceMilliseconds: wire.graceMs,
                    onSilence: wire.endsOnSilence ? .end : .continueTree),
                test: wire.test),
            state: try SaleState(wire: wire.state),
            graceUntilMicros: try optionalMicros(
                wire.graceUntil, isSet: wire.hasGraceUntil, "grace_until"))
    }

    /// The sale as a record has it.
    func wire(in market: Snapshot) -> WireSaleFound {
        var wire = WireSaleFound()
        wire.award = WireSaleAwarded(award, in: market)
        wire.attempt = Int32(clamping: award.attempt)
        wire.state = state.wire
        if let graceUntilMicros {
            wire.graceUntil = Google_Protobuf_Timestamp(microseconds: graceUntilMicros)
        }
        wire.pingID = award.ping?.wire ?? ""
        wire.bidRef = award.reference
        wire.buyerDisplay = award.display
        wire.maxSold = Int32(clamping: award.maxSold)
        wire.disclosure = WireDisclosureMode(rawValue: award.disclosure.rawValue) ?? .unspecified
        wire.awardTimeoutMs = award.delivery.timeoutMilliseconds
        wire.graceMs = award.delivery.graceMilliseconds
        wire.endsOnSilence = award.delivery.onSilence == .end
        wire.sellerID = award.seller.wire(in: market)
        wire.test = award.test
        return wire
    }
}

/// What the journal keeps of an award.
private struct AwardParts {
    let sale: SaleID
    let slot: Int
    let campaign: CampaignID
    let buyer: BuyerID
    let group: GroupID
    let split: PriceSplit

    init(wire: WireSaleAwarded, tenant: TenantID) throws(WireError) {
        sale = try SaleID(wire: wire.saleID, "sale_id")
        slot = Int(wire.slot)
        campaign = try CampaignID(wire: wire.campaignID, tenant: tenant)
        buyer = try BuyerID(wire: wire.buyerID, tenant: tenant)
        group = try GroupID(wire: wire.groupID, tenant: tenant)
        let price = try money(wire.price, isSet: wire.hasPrice, "price")
        let payout = try money(wire.payout, isSet: wire.hasPayout, "payout")
        do throws(MoneyError) {
            split = try PriceSplit(price: price, payout: payout)
        } catch {
            throw WireError(.malformed, "payout", "must go with the price")
        }
    }
}
