import Market

/// Gathers what is wrong with a market's message while it is read, so that all of it can be said
/// at once. Reading goes on with a harmless value in the place of a wrong one.
struct WireReading {
    private(set) var errors: [ConfigError] = []

    mutating func fail(_ path: ConfigPath, _ message: String) {
        errors.append(ConfigError(path, message))
    }

    /// An amount where one has to be.
    mutating func money(
        _ wire: WireMoney, isSet: Bool, _ path: ConfigPath, else currency: Currency
    ) -> Money {
        guard isSet else {
            fail(path, "An amount is needed.")
            return .zero(currency)
        }
        do {
            return try Money(wire: wire)
        } catch {
            fail(path, "\(error)")
            return .zero(currency)
        }
    }

    /// The value of an enumeration whose numbers are the same here, or `fallback` for its
    /// "unspecified" where that has a meaning.
    mutating func value<Value: RawRepresentable<Int>>(
        _ number: Int, or fallback: Value?, _ path: ConfigPath, _ what: String
    ) -> Value? {
        if number == 0 {
            if fallback == nil { fail(path, "\(what) is needed.") }
            return fallback
        }
        guard let value = Value(rawValue: number) else {
            fail(path, "\(what) is unknown.")
            return fallback
        }
        return value
    }
}
