import Foundation
import LeadlineAPI
import Market
import MarketConfig
import Testing

/// The examples that people start from are markets.
@Suite struct ExampleTests {
    private func market(_ name: String) throws -> WireMarket {
        let url = Sample.root.appendingPathComponent("Examples/\(name).yaml")
        return try MarketFile.read(String(contentsOf: url, encoding: .utf8), file: name)
    }

    @Test(arguments: ["insurance", "education"]) func isAMarket(_ name: String) throws {
        let wire = try market(name)
        let market = try Snapshot.validated(
            wire: wire, tenant: TenantID(Identifier(high: 1, low: 1)), version: 1)
        #expect(market.buyers.count == 10)
        #expect(market.channel(key: name + "-web") != nil)
        #expect(market.tree.map(\.strategy) == [.highestBid, .waterfall])
        // Nobody waits in vain: every campaign stands in the tree.
        #expect(market.tree.flatMap(\.members).count == market.campaigns.count)
        // Examples hold no keys: whoever applies them makes his own.
        #expect(wire.sellers.flatMap(\.channels).flatMap(\.keys).isEmpty)
        #expect(wire.buyers.flatMap(\.keys).isEmpty)
    }

    @Test func contactsAreSealed() throws {
        for name in ["insurance", "education"] {
            for field in try market(name).fields {
                if ["phone", "email"].contains(field.name) { #expect(field.pii == .contact) }
                if field.name.hasSuffix("_name") { #expect(field.pii == .identity) }
            }
        }
    }
}
