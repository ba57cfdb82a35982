import Market
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
            // Equal times share a page, so that their index looks cheaper than the key's. It is
            // made anew to be packed, and for counters of its own: many tests use a schema.
            try await store.client.script(
                """
                insert into leases (tenant_id, lead_id, expires_at, owner)
                select tenant_id, gen_random_uuid(), now() + interval '1 hour', 'others'
                from leases, generate_series(1, 400);
                do $$ declare definition text := pg_get_indexdef('leases_expires_at'::regclass);
                begin
                    drop index leases_expires_at;
                    execute definition;
                end $$;
                delete from leases where owner = 'others';
                analyze leases;
                """)

            // Whom the index is for uses it, once, and then looks again by the key.
            let epoch = try #require(try await store.takeOver(tenant: fixture.tenant, lead))
                .lead.epoch
            #expect(try await store.scansOfDueLeases() == 1)

            let sale = try fixture.sale(lead, epoch: epoch)
            #expect(try await store.award(sale) == .granted)
            let lease = HeldLease(lead: lead, epoch: epoch)
            #expect(try await store.renewLeases(tenant: fixture.tenant, [lease]) == [lead])
            let confirmed = try fixture.confirm(sale, epoch: epoch, ending: Fixture.sold)
            #expect(try await store.record(confirmed) == .recorded)
            #expect(try await store.scansOfDueLeases() == 1)
        }
    }
}

extension Store {
    /// How many times the index of due times was searched.
    fileprivate func scansOfDueLeases() async throws -> Int {
        try await client.script("select pg_stat_force_next_flush()")
        return try await number(
            """
            select idx_scan::int from pg_stat_user_indexes
            where indexrelid = 'leases_expires_at'::regclass
            """)
    }
}
