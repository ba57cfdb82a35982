import Market
import Patterns
import ServiceHost

/// The pattern tests of a market's filters, compiled once a version. Their results enter the
/// assessment as facts, so that replay needs no pattern engine (DESIGN section 6).
struct PatternTests: MarketExtra {
    private let tests: [(field: String, pattern: Pattern?)]

    init(_ market: LoadedMarket) {
        // `apply` refuses patterns that don't compile; one that slipped through is never known.
        tests = market.snapshot.externalTests.map { ($0.field, try? Pattern($0.pattern)) }
    }

    /// One verdict a test, in the snapshot's order: unknown where the lead lacks the field.
    func results(for fields: Fields) -> [Verdict] {
        tests.map { test in
            guard let pattern = test.pattern, let value = fields[test.field] else {
                return .unknown
            }
            switch value {
            case .text(let text): return Verdict(pattern.matches(text))
            case .list(let texts): return Verdict(texts.contains(where: pattern.matches))
            default: return Verdict(pattern.matches(value.description))
            }
        }
    }
}
