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
            let lead = try await fixture.stored(store)
            // Equal times share a page, so that their index looks cheaper than the key's.
            try await store.run(
                """
                insert into leases (tenant_id, lead_id, expires_at, owner)
                select tenant_id, gen_random_uuid(), now() + interval '1 hour', 'others'
                from leases, generate_series(1, 400)
                """)
            try await store.makeAnew(index: "leases_expires_at")
            try await store.run("delete from leases where owner = 'others'")
            try await store.run("analyze leases")

            let sale = try fixture.sale(lead)
            #expect(try await store.award(sale) == .granted)
            let lease = HeldLease(lead: lead, epoch: 1)
            #expect(try await store.renewLeases(tenant: fixture.tenant, [lease]) == [lead])
            #expect(
                try await store.record(fixture.confirm(sale, ending: Fixture.sold)) == .recorded)

            #expect(try await store.scans(of: "leases_expires_at") == 0)

            // The scans of whom it is for are counted.
            #expect(try await store.claimExpiredLeases(tenant: fixture.tenant).isEmpty)
            #expect(try await store.scans(of: "leases_expires_at") == 1)
        }
    }
}

extension Store {
    fileprivate func run(_ sql: String) async throws {
        _ = try await client.run(Statement("plans", sql))
    }

    /// The same index, packed, and with counters of its own: schemas are used by many tests.
    fileprivate func makeAnew(index: String) async throws {
        try await run(
            """
            do $$ declare definition text := pg_get_indexdef('\(index)'::regclass);
            begin
                drop index \(index);
                execute definition;
            end $$
            """)
    }

    /// How many times an index was searched.
    fileprivate func scans(of index: String) async throws -> Int {
        try await run("select pg_stat_force_next_flush()")
        return try await number(
            """
            select idx_scan::int from pg_stat_user_indexes
            where indexrelid = '\(index)'::regclass
            """)
    }
}
