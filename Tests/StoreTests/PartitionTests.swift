import Market
import Store
import Testing

@Suite struct PartitionTests {
    let fixture = Fixture()

    @Test func partitionsAreMadeAheadAndOnce() async throws {
        try await withStore { store async throws in
            let made = try await store.ensurePartitions(monthsAhead: 5)
            #expect(made == 0 || made == 10)
            #expect(try await store.ensurePartitions(monthsAhead: 5) == 0)
            let months = try await store.number(
                """
                select count(*) from pg_inherits i join pg_class c on c.oid = i.inhparent
                where c.oid = 'leads'::regclass
                """)
            #expect(months >= 8)
        }
    }

    /// Nobody made the partition of a lead's month: it is stored all the same, and moves there.
    @Test func strayLeadsMoveToTheirPartition() async throws {
        try await withStore { [fixture] store async throws in
            let year: Int64 = 366 * 24 * 3600 * 1000
            let id = Identifier.version7(
                milliseconds: Fixture.id().milliseconds! + year, randomHigh: 1, randomLow: 2)
            let stray = fixture.lead("k", id: id)
            #expect(try await store.capture(stray).isStored)
            let sale = try fixture.sale(stray.lead)
            #expect(try await store.award(sale) == .granted)
            #expect(try await store.number("select count(*) from leads_default") == 1)
            #expect(try await store.ensurePartitions(monthsAhead: 14) > 0)
            for table in ["leads", "sales", "journal", "lead_pii", "decisions"] {
                #expect(try await store.number("select count(*) from \(table)_default") == 0)
            }
            #expect(try await store.record(fixture.confirm(sale)) == .recorded)
            #expect(try await store.lead(tenant: fixture.tenant, stray.lead)?.revision == 3)
        }
    }

    @Test func oldSubmissionsArePurgedInBatches() async throws {
        try await withStore { [fixture] store async throws in
            for index in 0..<25 { _ = try await store.capture(fixture.lead("k\(index)")) }
            _ = try await store.capture(Fixture(2).lead("k"))
            var counts: [Int] = []
            for _ in 0..<4 {
                counts.append(
                    try await store.purgeSubmissions(
                        tenant: fixture.tenant, olderThanMicros: -60_000_000, limit: 10))
            }
            #expect(counts == [10, 10, 5, 0])
            #expect(try await store.number("select count(*) from submissions") == 1)
            #expect(try await store.number("select count(*) from leads") == 26)
            let kept = try await store.purgeSubmissions(
                tenant: Fixture(2).tenant, olderThanMicros: 60_000_000)
            #expect(kept == 0)
        }
    }
}
