import Market
import Postgres
import Store
import Testing

@Suite struct BenchScriptsTests {
    let fixture = Fixture()

    private func run(_ store: Store, _ sql: String) async throws -> PostgresRows {
        try await store.client.run(Statement("bench", sql))
    }

    /// What pgbench does with a script, as far as ours go.
    private func play(_ store: Store, _ script: String, campaign: Int) async throws {
        var lead = ""
        for line in script.split(separator: "\n") where !line.hasPrefix("\\set") {
            let command = line.replacing(" \\gset", with: "").replacing(";", with: "")
                .replacing(":campaign", with: "\(campaign)")
                .replacing(":o_lead", with: "'\(lead)'")
            let rows = try await run(store, String(command))
            #expect(rows.count == 1, "each command answers for its one item")
            if line.hasSuffix("\\gset") { lead = try rows[0].uuid(0).description }
        }
    }

    @Test func aSaleIsSoldBookedAndAcknowledged() async throws {
        try await withStore { [self] store async throws in
            let script = BenchScripts(tenant: fixture.tenant).sale
            for campaign in [1, 2, 1] { try await play(store, script, campaign: campaign) }
            let books = try await store.checkBooks(tenant: fixture.tenant)
            #expect(books.map(\.confirmedSales) == [3] && books[0].agrees)
            #expect(try await store.number("select count(*) from outbox") == 0)
            #expect(try await store.number("select count(*) from journal") == 12)
            #expect(try await store.number("select count(*) from leads_default") == 0)
        }
    }

    @Test func aCaptureIsStored() async throws {
        try await withStore { [self] store async throws in
            let script = BenchScripts(tenant: fixture.tenant).capture
            for _ in 0..<3 { try await play(store, script, campaign: 1) }
            #expect(
                try await store.number("select count(*) from leads where outcome = 7") == 3)
        }
    }
}
