/// What the platform keeps of a price, with its base said outright (FEATURES F10): LeadByte takes
/// 15 % of the bid, boberdoo of the cost, and the two differ.
public enum Margin: Hashable, Sendable {
    /// A fixed amount a sale.
    case fixed(Money)
    /// Basis points of the buyer's price: 1,500 of 100.00 leaves the seller 85.00.
    case ofPrice(basisPoints: Int64)
    /// Basis points on top of the seller's payout: 1,500 of 115.00 leaves the seller 100.00.
    case ofPayout(basisPoints: Int64)
}

extension Margin {
    /// The seller's net for a price, floored to a whole minor unit (FEATURES 7.9). May be
    /// negative under a fixed margin, and above the price under a negative one.
    /// Throws `overflow` or `currencyMismatch`.
    public func payout(ofPrice price: Money) throws(MoneyError) -> Money {
        switch self {
        case .fixed(let amount):
            try price.subtracting(amount).flooredToMinorUnit()
        case .ofPrice(let basisPoints):
            try price.scaled(by: 10_000 - basisPoints, over: 10_000).flooredToMinorUnit()
        case .ofPayout(let basisPoints):
            try price.scaled(by: 10_000, over: 10_000 + basisPoints).flooredToMinorUnit()
        }
    }

    /// The smallest price in whole minor units that leaves the seller at least `payout`: the
    /// floor as the buyer sees it. Throws `overflow` or `currencyMismatch`, and `overflow` when
    /// no price would do (a margin of the whole price).
    public func price(forPayout payout: Money) throws(MoneyError) -> Money {
        let unit = Money(micros: payout.currency.microsPerMinorUnit, currency: payout.currency)
        let payout = try payout.ceiledToMinorUnit()
        var price: Money
        switch self {
        case .fixed(let amount):
            price = try payout.adding(amount)
        case .ofPrice(let basisPoints):
            guard basisPoints < 10_000 else { throw .overflow }
            price = try payout.scaled(by: 10_000, over: 10_000 - basisPoints)
        case .ofPayout(let basisPoints):
            price = try payout.scaled(by: 10_000 + basisPoints, over: 10_000)
        }
        // Rounding down errs by less than two minor units; climb to the exact one.
        price = try price.flooredToMinorUnit()
        while try self.payout(ofPrice: price).micros < payout.micros {
            price = try price.adding(unit)
        }
        return price
    }
}
