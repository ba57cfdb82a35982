import Market
import Postgres
import PostgresTesting
import Store
import Testing

/// A cluster of their own: other tests' open transactions would hold the reader back.
@Suite(.serialized) struct JournalTests {
    let fixture = Fixture()

    private func withCluster(
        _ body: @Sendable @escaping (Store) async throws -> Void
    ) async throws {
        let cluster = try await PrivateCluster.start()
        do {
            try await withClient(cluster.settings()) { client in
                _ = try await Migrator(client: client).migrate()
                let store = Store(client: client)
                _ = try await store.tenant(named: "acme", creatingWith: Fixture().tenant)
                try await body(store)
            }
        } catch {
            await cluster.delete()
            throw error
        }
        await cluster.delete()
    }

    /// The row of a transaction that began first and commits last has the lowest number.
    @Test func whatCommitsLateIsNotSkipped() async throws {
        try await withCluster { [fixture] store async throws in
            let late = LeadID(Fixture.id())
            let early = try await store.client.transaction { transaction in
                _ = try await transaction.run(
                    Statement(
                        "late",
                        """
                        insert into leads (tenant_id, lead_id, market_version, lease_epoch,
                            max_sold, already_sold, test, score, outcome, revision, seller_id,
                            seller_key, channel_id, sub1, facts, context)
                        values ($1, $2, 1, 1, 1, 0, false, 0, 1, 1, 's', 'k', 'c', '', '', '')
                        """), [.uuid(fixture.tenant.pg), .uuid(late.pg)])
                _ = try await transaction.run(
                    Statement(
                        "late entry",
                        """
                        insert into journal (tenant_id, lead_id, revision, entry)
                        values ($1, $2, 1, '')
                        """), [.uuid(fixture.tenant.pg), .uuid(late.pg)])
                // Another lead is stored and committed meanwhile.
                let early = try await fixture.stored(store)
                let page = try await store.journal(tenant: fixture.tenant, after: .start)
                #expect(page.rows.isEmpty)
                let lag = try await store.journalLag(tenant: fixture.tenant, after: .start)
                #expect(lag == 0)
                return early
            }
            let page = try await store.journal(tenant: fixture.tenant, after: .start)
            #expect(page.rows.map(\.lead) == [late, early] && page.isLast)
            #expect(page.rows.allSatisfy { $0.revision == 1 && $0.dimensions == nil })
            #expect(page.rows[0].position < page.rows[1].position)
        }
    }

    /// The first row of a lead says itself what the others are told.
    @Test func laterRowsHaveTheDimensionsOfTheirLead() async throws {
        try await withCluster { [fixture] store async throws in
            let lead = try await fixture.stored(store)
            var step = fixture.step(lead, ending: Fixture.unsold)
            step.score = 7
            #expect(try await store.record(step) == .recorded)
            let rows = try await store.journal(tenant: fixture.tenant, after: .start).rows
            #expect(rows.map(\.revision) == [1, 2])
            #expect(rows[0].dimensions == nil)
            let told = try #require(rows[1].dimensions)
            #expect(told.seller == "acme" && told.channel == "web" && told.sub1 == "s1")
            #expect(told.score == 7 && !told.test)
        }
    }

    @Test func aReaderSeesEachRowOnce() async throws {
        try await withCluster { [fixture] store async throws in
            async let writing: Void = {
                for _ in 0..<5 {
                    let leads = (0..<40).map { _ in fixture.lead() }
                    _ = await all(leads) { try await store.capture($0) }
                }
            }()
            var position = JournalPosition.start
            var seen: [LeadID] = []
            while seen.count < 200 {
                let page = try await store.journal(
                    tenant: fixture.tenant, after: position, limit: 17)
                seen += page.rows.map(\.lead)
                position = page.rows.last?.position ?? position
            }
            await writing
            #expect(Set(seen).count == 200)
            #expect(try await store.journalLag(tenant: fixture.tenant, after: position) == 0)
        }
    }

    /// A dump that is restored keeps its rows' transaction ids, and its server counts anew.
    @Test func aRestoredDatabaseBeginsAnEra() async throws {
        try await withCluster { [fixture] store async throws in
            let old = try await fixture.stored(store)
            _ = try await store.client.script(
                """
                alter table journal disable trigger append_only;
                update journal set xid = '99000000', seq = 5000;
                alter table journal enable trigger append_only;
                """)
            _ = try await Migrator(client: store.client).migrate()
            let new = try await fixture.stored(store)
            let page = try await store.journal(tenant: fixture.tenant, after: .start)
            #expect(page.rows.map(\.lead) == [old, new])
            #expect(page.rows.map(\.position.era) == [1, 2])
            let rest = try await store.journal(
                tenant: fixture.tenant, after: page.rows[0].position)
            #expect(rest.rows.map(\.lead) == [new])
        }
    }

    @Test func theJournalAndTheLedgerOnlyGrow() async throws {
        try await withStore { [fixture] store async throws in
            _ = try await fixture.stored(store)
            let attempts = [
                "update journal set entry = ''", "delete from journal", "delete from ledger",
            ]
            for sql in attempts {
                await #expect(throws: PostgresError.self) {
                    try await store.client.run(Statement("tamper", sql))
                }
            }
        }
    }
}

extension ID {
    var pg: PostgresUUID { PostgresUUID(high: value.high, low: value.low) }
}
