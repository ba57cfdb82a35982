public import Market

extension Money {
    /// An amount as it was sent: any number of micros. Throws `malformed` for a currency that
    /// ISO 4217 doesn't list, `missing` when there is none.
    public init(wire: WireMoney) throws(WireError) {
        guard let currency = Currency(code: wire.currency) else {
            guard !wire.currency.isEmpty else { throw .missing("currency") }
            throw WireError(.malformed, "currency", "must be an ISO 4217 code")
        }
        self.init(micros: wire.micros, currency: currency)
    }

    /// A price as it was sent: whole minor units, not negative, in the market's currency where
    /// one is given. Throws `outOfRange` or what `init(wire:)` throws.
    public static func price(wire: WireMoney, in currency: Currency? = nil) throws(WireError)
        -> Money
    {
        let money = try Money(wire: wire)
        guard money.micros >= 0 else {
            throw WireError(.outOfRange, "micros", "must not be negative")
        }
        guard money.isWholeMinorUnits else {
            throw WireError(.outOfRange, "micros", "must be whole minor units of the currency")
        }
        guard currency == nil || money.currency == currency else {
            throw WireError(.outOfRange, "currency", "must be the market's currency")
        }
        return money
    }

    /// The amount as it is sent.
    public var wire: WireMoney {
        var wire = WireMoney()
        wire.micros = micros
        wire.currency = currency.code
        return wire
    }
}
