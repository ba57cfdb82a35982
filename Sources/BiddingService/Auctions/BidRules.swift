import LeadlineAPI
import Market

/// What a bid must fulfil to be usable.
enum BidRules {
    /// What is wrong with a bid, as a sentence for the buyer; nil when nothing is.
    static func problem(_ bid: WireBid, currency: Currency, ceiling: Money?) -> String? {
        guard bid.hasPrice else { return "The bid has no price." }
        guard bid.price.currency == currency.code else {
            return "The price must be in \(currency.code)."
        }
        let price = Money(micros: bid.price.micros, currency: currency)
        guard price.micros > 0 else { return "The price must be more than 0." }
        guard price.isWholeMinorUnits else { return "The price must be whole minor units." }
        if let ceiling, price.micros > ceiling.micros {
            return "The price is above the campaign's maximum."
        }
        guard bid.bidRef.count <= BiddingLimits.standard.reference else {
            return "bid_ref is longer than \(BiddingLimits.standard.reference) characters."
        }
        guard bid.maxSold >= 0, bid.maxSold <= 100 else {
            return "max_sold must be between 0 and 100."
        }
        return nil
    }
}
