import LeadlineAPI
import Market

/// What a bid must fulfil to be usable in its auction.
struct BidRules {
    let currency: Currency
    /// The highest price that is believed; nil believes all.
    let ceiling: Money?

    /// The bid, received at `nowMicros`. Throws what is wrong with it, as a sentence for the buyer
    /// that quotes nothing of the bid.
    func read(_ wire: WireBid, nowMicros: Int64) throws(WireError) -> Bid {
        let bid = try Bid(wire: wire, nowMicros: nowMicros)
        guard bid.price.currency == currency else {
            throw WireError(.outOfRange, "price.currency", "must be \(currency.code)")
        }
        guard bid.price.micros <= ceiling?.micros ?? .max else {
            throw WireError(
                .outOfRange, "price.micros", "must not be above the campaign's maximum")
        }
        return bid
    }
}
