import Foundation
import LeadlineAPI
import MarketConfig
import SwiftProtobuf
import Testing

/// What changes between two markets is said in full, and always in the same words.
@Suite struct MarketDiffTests {
    private func lines(_ old: String, _ new: String) throws -> [String] {
        let from = try MarketFile.read(Sample.text)
        let to = try MarketFile.read(Sample.with(old, new))
        return MarketDiff(from: from, to: to).changes.map(\.description)
    }

    @Test func equalMarketsDoNotDiffer() throws {
        let market = try MarketFile.read(Sample.text)
        let diff = MarketDiff(from: market, to: market)
        #expect(diff.isEmpty && diff.summary == "0 added, 0 removed, 0 changed")
        // Neither do comments, quotes and layout make a difference.
        let same = try MarketFile.read(
            Sample.with("currency: USD", "# a comment\ncurrency: \"USD\""))
        #expect(try same.checksum() == market.checksum())
        #expect(try same.checksum() != (MarketFile.read(Sample.with("15%", "16%")).checksum()))
    }

    @Test func changesAreReadable() throws {
        #expect(try lines("margin: 15%", "margin: 12.5%") == ["~ margin: 15 % → 12.5 %"])
        #expect(
            try lines("max_price: 50.00", "max_price: 55.50")
                == ["~ buyers[acme].campaigns[acme-live].max_price: 50.00 USD → 55.50 USD"])
        #expect(
            try lines("gte: 18", "gte: 21")
                == [
                    "~ buyers[acme].campaigns[acme-live].filters[adult]: age gte 18 → age gte 21"
                ])
        #expect(
            try lines("max_sold: 10", "max_sold: 12")
                == [
                    "~ buyers[acme].campaigns[acme-live].caps[daily]: "
                        + "10 a day in America/Chicago → 12 a day in America/Chicago"
                ])
    }

    @Test func whatComesAndGoesIsSaid() throws {
        let added = try lines(
            "- {name: state,", "- {name: zip, type: postcode, pii: quasi}\n  - {name: state,")
        #expect(
            added == [
                "+ fields[zip]: field", "+ fields[zip].type: postcode", "+ fields[zip].pii: quasi",
            ])
        let from = try MarketFile.read(
            Sample.with(
                "- {name: state,", "- {name: zip, type: postcode, pii: quasi}\n  - {name: state,"))
        let diff = MarketDiff(from: from, to: try MarketFile.read(Sample.text))
        #expect(diff.summary == "0 added, 3 removed, 0 changed")
    }

    @Test func theFirstVersionIsAllNew() throws {
        let diff = MarketDiff(from: nil, to: try MarketFile.read(Sample.text))
        #expect(diff.changes.count > 30)
        #expect(diff.description.split(separator: "\n").allSatisfy { $0.hasPrefix("+ ") })
    }

    @Test func anotherOrderDoesNotPassUnseen() throws {
        let market = try MarketFile.read(Sample.text)
        var turned = market
        turned.fields.reverse()
        #expect(MarketDiff(from: market, to: turned).changes.count == 1)
    }

    /// Every single value of a market that can change shows up as itself, not as "something".
    @Test(arguments: ["insurance", "education"])
    func noSettingIsLeftOut(_ name: String) throws {
        let url = Sample.root.appendingPathComponent("Examples/\(name).yaml")
        let market = try MarketFile.read(String(contentsOf: url, encoding: .utf8))
        let json = try JSONSerialization.jsonObject(with: market.jsonUTF8Data())
        let variants = Variants.of(json)
        #expect(variants.count > 200)
        for variant in variants {
            let data = try JSONSerialization.data(withJSONObject: variant)
            guard let changed = try? WireMarket(jsonUTF8Data: data), changed != market else {
                continue
            }
            let diff = MarketDiff(from: market, to: changed)
            #expect(!diff.isEmpty)
            #expect(!diff.description.contains("order of elements"), "\(diff)")
        }
    }
}

/// All ways to change one value of a JSON document.
private enum Variants {
    static func of(_ json: Any) -> [Any] {
        switch json {
        case let object as [String: Any]:
            object.keys.sorted().flatMap { key -> [Any] in
                guard let value = object[key] else { return [] }
                return of(value).map { changed in
                    var copy = object
                    copy[key] = changed
                    return copy
                }
            }
        case let array as [Any]:
            array.indices.flatMap { index -> [Any] in
                of(array[index]).map { changed in
                    var copy = array
                    copy[index] = changed
                    return copy
                }
            }
        case let text as String:
            if let number = Int64(text) { [String(number + 10_000)] } else { other(text) }
        case let number as NSNumber:
            number.isBool ? [!number.boolValue] : [number.intValue + 1]
        default: []
        }
    }

    /// Another text; for the name of an enumeration's value, another one of it.
    private static func other(_ text: String) -> [Any] {
        let names: [String: String] = [
            "PRICE_MODEL_LIVE": "PRICE_MODEL_FIXED", "PRICE_MODEL_FIXED": "PRICE_MODEL_LIVE",
            "PII_CLASS_NONE": "PII_CLASS_QUASI", "FIELD_TYPE_TEXT": "FIELD_TYPE_ENUM",
            "CAP_WINDOW_DAY": "CAP_WINDOW_WEEK", "PARTY_STATUS_ACTIVE": "PARTY_STATUS_PAUSED",
            "CHANNEL_MODE_ROUTE": "CHANNEL_MODE_TEST",
            "DISCLOSURE_MODE_ON_CONFIRM": "DISCLOSURE_MODE_ON_AWARD",
            "GROUP_STRATEGY_WATERFALL": "GROUP_STRATEGY_HIGHEST_BID",
            "UNKNOWN_POLICY_FAIL": "UNKNOWN_POLICY_PASS_AND_RECHECK",
        ]
        return [names[text] ?? text + "x"]
    }
}

extension NSNumber {
    /// true and false, and not 1 and 0.
    fileprivate var isBool: Bool { String(cString: objCType) == "c" }
}
