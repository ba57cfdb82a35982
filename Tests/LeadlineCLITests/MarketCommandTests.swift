import Foundation
import LeadlineAPI
import Market
import ServiceTesting
import Store
import StrictYAML
import Testing
import Vault

@testable import LeadlineCLI

/// Applying markets and making keys, on a real PostgreSQL.
@Suite struct MarketCommandTests {
    private func application(
        _ market: WireMarket, dryRun: Bool = false
    ) -> MarketApplication {
        MarketApplication(
            market: market, document: "the document", tenant: "demo", by: "test", dryRun: dryRun)
    }

    @Test func aMarketBecomesAVersionOnce() async throws {
        try await TestExchange.run { exchange in
            var market = TestMarket(keys: exchange.keys).wire
            let first = try await application(market).run(exchange.store)
            #expect(first.isNewTenant)
            #expect(first.version == 1)
            #expect(first.lines(tenant: "demo").first == "A first market:")
            #expect(first.lines(tenant: "demo").last == "Tenant demo (new) has version 1 now.")

            let again = try await application(market).run(exchange.store)
            #expect(!again.isApplied)
            #expect(
                again.lines(tenant: "demo") == [
                    "Nothing changes.", "Tenant demo stays at version 1.",
                ])

            market.readyScore = 3
            let changed = try await application(market).run(exchange.store)
            #expect(changed.version == 2)
            #expect(changed.lines(tenant: "demo").contains("  + ready_score: 3"))
            let tenant = try #require(await exchange.store.tenant(named: "demo"))
            let stored = try await exchange.store.market(tenant: tenant.id)
            #expect(stored?.document == "the document")
            #expect(stored?.appliedBy == "test")
        }
    }

    @Test func aDryRunStoresNothing() async throws {
        try await TestExchange.run { exchange in
            let market = TestMarket(keys: exchange.keys).wire
            let report = try await application(market, dryRun: true).run(exchange.store)
            #expect(!report.diff.isEmpty)
            #expect(try await exchange.store.tenant(named: "demo") == nil)
            #expect(
                report.lines(tenant: "demo").last
                    == "Nothing was stored: this was a dry run.")
        }
    }

    @Test func keysOfTheMarketWorkUntilItListsThemNoMore() async throws {
        try await TestExchange.run { exchange in
            var market = TestMarket(keys: exchange.keys).wire
            _ = try await application(market).run(exchange.store)
            let web = try #require(await exchange.store.key(hash: exchange.keys.hash("web")))
            #expect(web.role == .seller)
            #expect(web.party == "acme")
            #expect(web.channel == "web")
            #expect(web.revokedAtMicros == nil)
            market.buyers[0].keys = []
            _ = try await application(market).run(exchange.store)
            let north = try #require(await exchange.store.key(hash: exchange.keys.hash("north")))
            #expect(north.revokedAtMicros != nil)
        }
    }

    @Test func keysAreMadeForPartiesOfTheMarket() async throws {
        try await TestExchange.run { exchange in
            let market = TestMarket(keys: exchange.keys).wire
            _ = try await application(market).run(exchange.store)
            let buyers = try await KeyMaking(tenant: "demo", role: .buyer, all: true)
                .run(exchange.store)
            #expect(buyers.map(\.party) == ["north", "south"])
            let seller = try await KeyMaking(
                tenant: "demo", role: .seller, channel: "other", validDays: 1
            ).run(exchange.store, nowMicros: 0)
            #expect(seller.map(\.party) == ["rival"])
            let made = try #require(seller.first)
            let stored = try #require(
                await exchange.store.key(hash: made.key.hash.digest.bytes))
            #expect(stored.channel == "other")
            #expect(stored.expiresAtMicros == 86_400_000_000)
            let analyst = try await KeyMaking(tenant: "demo", role: .analyst).run(exchange.store)
            #expect(analyst.count == 1)
        }
    }

    @Test func keysAreListedByTheirHashAndRevoked() async throws {
        try await TestExchange.run { exchange in
            let market = TestMarket(keys: exchange.keys).wire
            _ = try await application(market).run(exchange.store)
            let made = try await KeyMaking(tenant: "demo", role: .operator).run(exchange.store)[0]
            let tenant = try await exchange.store.owner(named: "demo").id
            var keys = try await exchange.store.keys(tenant: tenant)
            let text = KeyTable.lines(keys, nowMicros: 0).joined(separator: "\n")
            #expect(!text.contains(made.key.text))
            let beginning = String(made.key.hash.digest.hex.prefix(12))
            #expect(text.contains(beginning))
            let found = try KeyTable.find(beginning, in: keys)
            #expect(try KeyTable.find(made.key.text, in: keys) == found)
            #expect(try await exchange.store.revokeKey(tenant: tenant, hash: found.hash))
            keys = try await exchange.store.keys(tenant: tenant)
            #expect(try KeyTable.find(beginning, in: keys).revokedAtMicros != nil)
        }
    }

    @Test func whatCantBeIsSaidInASentence() async throws {
        try await TestExchange.run { exchange in
            let market = TestMarket(keys: exchange.keys).wire
            let wrong = [
                KeyMaking(tenant: "demo", role: .buyer, party: "nobody"),
                KeyMaking(tenant: "demo", role: .buyer),
                KeyMaking(tenant: "demo", role: .buyer, channel: "web"),
                KeyMaking(tenant: "demo", role: .seller, channel: "nowhere"),
                KeyMaking(tenant: "demo", role: .seller, party: "rival", channel: "web"),
            ]
            for making in wrong {
                #expect(throws: CommandFailure.self) { try making.parties(in: market) }
            }
            let failure = await #expect(throws: CommandFailure.self) {
                try await KeyMaking(tenant: "nobody", role: .operator).run(exchange.store)
            }
            #expect(failure?.message == "There is no tenant nobody.")
        }
    }

    @Test func aFileOfSecretsIsItsOwnersOnly() throws {
        let path = NSTemporaryDirectory() + "leadline-keys-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data("older".utf8), attributes: [.posixPermissions: 0o644]))
        #expect(!SecretFile.holdsSomething(path: path + "-of-nobody"))
        try SecretFile(path: path).write("anna lk_1\n")
        #expect(SecretFile.holdsSomething(path: path))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
        #expect(try TextFile.read(path) == "anna lk_1\n")
        #expect(throws: CommandFailure.self) { try SecretFile(path: "/nowhere/keys") }
    }

    @Test func problemsOfADocumentStandAsTheyAre() {
        let problems = DocumentProblems([
            DocumentProblem(file: "m.yaml", line: 2, column: 1, path: "", message: "Wrong.")
        ])
        let failure = CommandFailure(of: problems)
        #expect(failure?.kind == .problems)
        #expect(failure?.message.hasPrefix("m.yaml:2:1:") == true)
    }
}
