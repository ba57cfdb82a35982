/// On which terms a lead may be sold: the seller's minimum and what the exchange keeps
/// (FEATURES F10, F11, 7.9).
public struct SaleTerms: Hashable, Sendable {
    /// The least that the seller is paid: the lead's own minimum or its channel's, if higher.
    public let minPayout: Money
    /// What the exchange keeps.
    public let margin: Margin
    /// The seller may be paid more than the buyer pays.
    public let allowNegativeMargin: Bool

    /// Terms.
    public init(minPayout: Money, margin: Margin, allowNegativeMargin: Bool = false) {
        self.minPayout = minPayout
        self.margin = margin
        self.allowNegativeMargin = allowNegativeMargin
    }

    /// The terms of a channel for a lead whose seller wants at least `minPayout`. A minimum in
    /// another currency is refused where leads come in; here it can't be compared and is left out.
    public init(_ channel: Channel, minPayout: Money?) {
        var least = channel.minPayout
        if let minPayout, minPayout.currency == least.currency, minPayout.micros > least.micros {
            least = minPayout
        }
        self.init(
            minPayout: least, margin: channel.margin,
            allowNegativeMargin: channel.allowNegativeMargin)
    }

    /// The floor as buyers see it: the smallest price that pays the seller's minimum and keeps
    /// the margin. Nil when no price does.
    public var floor: Money? {
        guard let price = try? margin.price(forPayout: minPayout) else { return nil }
        return price.micros > 0 ? price : .zero(price.currency)
    }
}

/// How a sale's price is shared: price = payout + margin.
public struct PriceSplit: Hashable, Sendable {
    /// What the buyer pays.
    public let price: Money
    /// What the seller is paid.
    public let payout: Money
    /// What the exchange keeps; negative only where the channel allows it.
    public let margin: Money

    /// A split; the margin is what the payout leaves. Throws `overflow`, `currencyMismatch`.
    public init(price: Money, payout: Money) throws(MoneyError) {
        self.price = price
        self.payout = payout
        margin = try price.subtracting(payout)
    }
}
