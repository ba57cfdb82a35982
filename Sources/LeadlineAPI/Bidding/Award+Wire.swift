public import Market
import SwiftProtobuf

extension WireAward {
    /// What a buyer is told when it won.
    /// - Parameters:
    ///   - award: What was committed.
    ///   - fields: What it may see: the ping's, and everything where the campaign discloses with
    ///     the award.
    ///   - contactHashes: For its duplicate check.
    ///   - expiresAtMicros: Until when its answer is awaited.
    public init(
        _ award: Award, fields: [WireField], contactHashes: [WireContactHash] = [],
        expiresAtMicros: Int64, in market: Snapshot
    ) {
        self.init()
        saleID = award.sale.wire
        pingID = award.ping?.wire ?? ""
        campaignID = award.campaign.wire(in: market)
        price = award.split.price.wire
        bidRef = award.reference
        self.fields = fields
        self.contactHashes = contactHashes
        expiresAt = Google_Protobuf_Timestamp(microseconds: expiresAtMicros)
        maxSold = Int32(clamping: award.maxSold)
        test = award.test
    }
}

extension LossNotice {
    /// What the buyer is told: an encoded `Notice`.
    /// - Parameter id: Names the notice.
    public func noticeBytes(_ id: String, in market: Snapshot) -> [UInt8] {
        var out = MessageWriter(capacity: 192)
        out.text(1, id)
        out.message(3) { out in
            out.text(1, ping.wire)
            out.text(2, campaign.wire(in: market))
            out.reason(3, reason)
        }
        return out.bytes
    }
}

extension SaleState {
    /// A state as it was sent; the numbers are the same. Throws `unknownValue`, at `state`.
    public init(wire: WireSaleState) throws(WireError) {
        self = try value(wire.rawValue, "state")
    }

    /// The state as it is sent.
    public var wire: WireSaleState {
        // A test goes through all cases, so the numbers are known to be the same.
        WireSaleState(rawValue: rawValue) ?? .UNRECOGNIZED(rawValue)
    }
}

extension LeadOutcome {
    /// An outcome as it was sent; the numbers are the same. Throws `unknownValue`, at `outcome`.
    public init(wire: WireOutcome) throws(WireError) {
        self = try value(wire.rawValue, "outcome")
    }

    /// The outcome as it is sent.
    public var wire: WireOutcome {
        WireOutcome(rawValue: rawValue) ?? .UNRECOGNIZED(rawValue)
    }
}
