public import Market
import SwiftProtobuf

extension Bid {
    /// A bid as a buyer sent it, received at `nowMicros`: a price in whole minor units, more than
    /// 0. Whether the campaign may bid so much, and in time, is for others to say.
    /// Throws a `WireError` whose description is fit for the buyer's engineers.
    public init(wire: WireBid, nowMicros: Int64) throws(WireError) {
        guard wire.hasPrice else { throw .missing("price") }
        guard wire.price.micros > 0 else {
            throw WireError(.outOfRange, "price.micros", "must be more than 0")
        }
        let price = try within("price") { () throws(WireError) in
            try Money.price(wire: wire.price)
        }
        try BuyerText.bidRef.check(wire.bidRef)
        try BuyerText.buyerDisplay.check(wire.buyerDisplay)
        guard (0...100).contains(wire.maxSold) else {
            throw WireError(.outOfRange, "max_sold", "must be 0 to 100")
        }
        var expiry: Int64?
        if wire.hasTtl {
            let lasting = try within("ttl") { () throws(WireError) in
                try wire.ttl.shortened.milliseconds()
            }
            expiry = nowMicros + lasting * 1000
        }
        self.init(
            price: price, reference: wire.bidRef, maxSold: max(1, Int(wire.maxSold)),
            expiresAtMicros: expiry, display: wire.buyerDisplay)
    }
}

extension WireBid {
    /// The price of a bid that is unusable otherwise; nil when it can't be read.
    public var readablePrice: Money? {
        hasPrice ? try? Money(wire: price) : nil
    }
}

extension Google_Protobuf_Duration {
    /// What holds for longer than a day holds for a day: no auction lasts as long.
    fileprivate var shortened: Google_Protobuf_Duration {
        seconds < 86_400 ? self : Google_Protobuf_Duration(seconds: 86_400)
    }
}
