public import Market
import SwiftProtobuf

extension BidResponse {
    /// One result of an auction as it was sent. Throws a `WireError` that names the field.
    public init(wire: WireBidResult, tenant: TenantID) throws(WireError) {
        let price = try optionalMoney(wire.price, isSet: wire.hasPrice, "price")
        let outcome: BidOutcome
        switch wire.outcome {
        case .bid:
            guard let price else { throw .missing("price") }
            outcome = .bid(
                Bid(
                    price: price, reference: wire.bidRef, maxSold: max(1, Int(wire.maxSold)),
                    expiresAtMicros: try optionalMicros(
                        wire.expiresAt, isSet: wire.hasExpiresAt, "expires_at"),
                    display: wire.buyerDisplay))
        case .noBid: outcome = .noBid(code: wire.partyCode)
        case .timeout: outcome = .timeout
        case .late: outcome = .late(price: price)
        case .invalid: outcome = .invalid(message: wire.message, price: price)
        case .transport: outcome = .transport
        case .unspecified, .UNRECOGNIZED:
            throw WireError(.unknownValue, "outcome", "must be a known outcome")
        }
        self.init(
            try CampaignID(wire: wire.campaignID, tenant: tenant), outcome,
            latencyMicros: wire.latencyUs)
    }

    /// The result as it is sent.
    public func wire(in market: Snapshot) -> WireBidResult {
        var wire = WireBidResult()
        wire.campaignID = campaign.wire(in: market)
        wire.latencyUs = latencyMicros
        wire.outcome = outcome.wire
        if let price = outcome.price { wire.price = price.wire }
        switch outcome {
        case .bid(let bid):
            wire.bidRef = bid.reference
            wire.maxSold = Int32(clamping: bid.maxSold)
            if let expiry = bid.expiresAtMicros {
                wire.expiresAt = Google_Protobuf_Timestamp(microseconds: expiry)
            }
            wire.buyerDisplay = bid.display
        case .noBid(let code): wire.partyCode = code
        case .invalid(let message, _): wire.message = message
        case .timeout, .late, .transport: break
        }
        return wire
    }
}

extension BidOutcome {
    /// The outcome's name on the wire.
    public var wire: WireBidOutcome {
        switch self {
        case .bid: .bid
        case .noBid: .noBid
        case .timeout: .timeout
        case .late: .late
        case .invalid: .invalid
        case .transport: .transport
        }
    }
}
