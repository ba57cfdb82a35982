import Market
import Postgres
import Store
import Testing

/// What PostgreSQL's planner makes of the statements, where it could go wrong by much.
@Suite struct PlanTests {
    let fixture = Fixture()

    /// Leases come and go, so their statistics often say that there are next to none. The planner
    /// must not take that for leave to read all of a tenant's leases in search of each lead.
    @Test func aLeadsLeaseIsFoundByItsKeyEvenWhereTheTableSeemsEmpty() async throws {
        // A session reports what it read when it is asked to: it has to be the one that read.
        try await withStore(connections: 1) { [fixture] store async throws in
            let leads = await all(Array(0..<400)) { _ in try await fixture.stored(store) }
            let lead = try #require(try leads.first?.get())
            // Equal times share a page, so that this index looks the cheaper one.
            try await store.run("update leases set expires_at = now() + interval '1 hour'")
            try await store.run("reindex index leases_expires_at")
            try await store.run("delete from leases where lead_id <> '\(lead)'")
            try await store.run("analyze leases")

            let sale = try fixture.sale(lead)
            #expect(try await store.award(sale) == .granted)
            let lease = HeldLease(lead: lead, epoch: 1)
            #expect(try await store.renewLeases(tenant: fixture.tenant, [lease]) == [lead])
            #expect(
                try await store.record(fixture.confirm(sale, ending: Fixture.sold)) == .recorded)

            try await store.run("select pg_stat_force_next_flush()")
            #expect(try await store.scans(of: "leases_pkey") > 0)
            #expect(try await store.scans(of: "leases_expires_at") == 0)
        }
    }
}

extension Store {
    fileprivate func run(_ sql: String) async throws {
        _ = try await client.run(Statement("plans", sql))
    }

    /// How many times an index was searched.
    fileprivate func scans(of index: String) async throws -> Int {
        try await number(
            """
            select idx_scan::int from pg_stat_user_indexes
            where indexrelid = '\(index)'::regclass
            """)
    }
}
