import LeadlineAPI
import Market
import StrictYAML

/// Reads a market's document; the extensions read one kind of thing each.
final class MarketReader: YAMLReader {
    /// The currency in which amounts without one are read.
    var currency = Currency.usd
    /// How long answers to awards are awaited, where a campaign doesn't say; 0: the default.
    var awardTimeoutMilliseconds: Int32 = 0
    /// How long a silent buyer is asked again, where a campaign doesn't say; 0: the default.
    var graceMilliseconds: Int32 = 0
}

extension MarketReader {
    /// Milliseconds; 0 where they aren't there, which means the default.
    func milliseconds(_ mapping: YAMLMapping, _ key: String, most: Int64) -> Int32 {
        Int32(integer(mapping, key, 1...most))
    }

    /// A decimal number in millionths; 0 where it isn't one.
    func millionths(_ place: YAMLPlace) -> Int64 {
        guard let text = text(place) else { return 0 }
        do throws(MoneyError) {
            return try Decimal.micros(text)
        } catch {
            fail(place, "A decimal number with at most six digits after the point is needed.")
            return 0
        }
    }

    /// An amount: `12.50`, in the market's currency, or `12.50 USD`.
    func money(_ mapping: YAMLMapping, _ key: String) -> WireMoney? {
        guard let place = mapping[key], let text = text(place) else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        let named = words.count == 2 ? Currency(code: String(words[1])) : currency
        guard let named, (1...2).contains(words.count) else {
            fail(place, "An amount is needed, such as 12.50 or 12.50 \(currency).")
            return nil
        }
        do throws(MoneyError) {
            return try Money(String(words[0]), named).wire
        } catch {
            fail(place, error.message)
            return nil
        }
    }
}
