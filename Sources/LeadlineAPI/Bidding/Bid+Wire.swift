public import Market

/// How long texts of a buyer may be, in characters.
public enum BuyerTextLimits {
    /// `bid_ref` and `buyer_reference`.
    public static let reference = 128
    /// A buyer's own codes.
    public static let code = 64
    /// How it wants to be shown.
    public static let display = 200
}

extension Bid {
    /// A bid as a buyer sent it, received at `nowMicros`: a price in whole minor units, more than
    /// 0. Whether the campaign may bid so much, and in time, is for others to say.
    /// Throws a `WireError` whose description is fit for the buyer's engineers.
    public init(wire: WireBid, nowMicros: Int64) throws(WireError) {
        guard wire.hasPrice else { throw .missing("price") }
        let price = try within("price") { () throws(WireError) in try Money.price(wire: wire.price)
        }
        guard price.micros > 0 else {
            throw WireError(.outOfRange, "price.micros", "must be more than 0")
        }
        try checkLength(wire.bidRef, BuyerTextLimits.reference, "bid_ref")
        try checkLength(wire.buyerDisplay, BuyerTextLimits.display, "buyer_display")
        guard (0...100).contains(wire.maxSold) else {
            throw WireError(.outOfRange, "max_sold", "must be 0 to 100")
        }
        var expiry: Int64?
        if wire.hasTtl {
            let lasting = try within("ttl") { () throws(WireError) in try wire.ttl.milliseconds() }
            expiry = nowMicros + lasting * 1000
        }
        self.init(
            price: price, reference: wire.bidRef, maxSold: max(1, Int(wire.maxSold)),
            expiresAtMicros: expiry, display: wire.buyerDisplay)
    }
}

/// Throws `outOfRange` for a text of more characters than allowed.
func checkLength(_ text: String, _ limit: Int, _ field: String) throws(WireError) {
    // Characters are counted only where the bytes could be too many.
    guard text.utf8.count <= limit || text.count <= limit else {
        throw WireError(.outOfRange, field, "must not be longer than \(limit) characters")
    }
}
