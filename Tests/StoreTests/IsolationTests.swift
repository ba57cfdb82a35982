import Market
import Store
import Testing

/// Everything that a tenant asks with another tenant's ids (GUARANTEES G8).
@Suite struct IsolationTests {
    let owner = Fixture(1)
    let stranger = Fixture(2)

    @Test func aStrangerFindsNothing() async throws {
        var limits = StoreLimits()
        limits.leaseMilliseconds = 0
        try await withStore(limits: limits) { [owner, stranger] store async throws in
            let sale = try await fill(store)
            let tenant = stranger.tenant
            let lead = sale.lead
            #expect(try await store.lead(tenant: tenant, lead) == nil)
            #expect(try await store.leads(tenant: tenant, [lead]).isEmpty)
            #expect(try await store.sealed(tenant: tenant, [lead]).isEmpty)
            let submission = try await store.submission(
                tenant: tenant, seller: "acme", idempotencyKey: "k")
            #expect(submission == nil)
            #expect(try await store.sales(tenant: tenant, lead: lead).isEmpty)
            #expect(try await store.decision(tenant: tenant, lead: lead) == nil)
            #expect(try await store.timeline(tenant: tenant, lead: lead).isEmpty)
            #expect(try await store.journal(tenant: tenant, after: .start).rows.isEmpty)
            #expect(try await store.journalLag(tenant: tenant, after: .start) == 0)
            #expect(try await store.balances(tenant: tenant).isEmpty)
            #expect(try await store.checkBooks(tenant: tenant).isEmpty)
            #expect(try await store.claimNotices(tenant: tenant).isEmpty)
            #expect(try await store.inbox(tenant: tenant).isEmpty)
            #expect(try await store.market(tenant: tenant) == nil)
            #expect(try await store.keys(tenant: tenant).isEmpty)
            let query = RollupQuery(fromMicros: 0, untilMicros: .max - 1)
            #expect(
                try await store.rollups(tenant: tenant, query).total.counts[.received] == 0)
            #expect(try await store.lead(tenant: owner.tenant, lead) != nil)
        }
    }

    @Test func aStrangerChangesNothing() async throws {
        var limits = StoreLimits()
        limits.leaseMilliseconds = 0
        try await withStore(limits: limits) { [stranger] store async throws in
            let sale = try await fill(store)
            let before = try await digest(store)
            let tenant = stranger.tenant
            #expect(try await store.award(stranger.sale(sale.lead, slot: 1)) == .staleLease)
            #expect(try await store.record(stranger.confirm(sale)) == .notFound)
            #expect(try await store.record(stranger.confirm(sale, epoch: nil)) == .notFound)
            #expect(
                try await store.record(stranger.step(sale.lead, ending: Fixture.unsold))
                    == .notFound)
            #expect(try await store.claimExpiredLeases(tenant: tenant).isEmpty)
            let held = HeldLease(lead: sale.lead, epoch: 1)
            #expect(try await store.renewLeases(tenant: tenant, [held]).isEmpty)
            let item = try #require(await store.inbox(tenant: owner.tenant).first)
            var taken = item
            taken.tenant = tenant
            try await store.discard(taken)
            let notice = try await store.client.run(.init("n", "select notice_id from outbox"))
                .only().uuid(0)
            let reference = NoticeReference(
                tenant: tenant, id: Identifier(high: notice.high, low: notice.low))
            #expect(try await !store.acknowledge(reference))
            try await store.shorten(reference, body: [])
            #expect(
                try await store.purgeSubmissions(
                    tenant: tenant, olderThanMicros: -(1 << 50)) == 0)
            #expect(try await digest(store) == before)
        }
    }

    /// A tenant with a row in every table.
    private func fill(_ store: Store) async throws -> NewSale {
        let tenant = try await store.tenant(named: "owner", creatingWith: owner.tenant)
        _ = try await store.apply(
            NewMarket(
                tenant: tenant.id, document: "", market: [], checksum: [1], appliedBy: "ann",
                keys: [
                    MarketKey(hash: [UInt8](repeating: 3, count: 32), role: .buyer, party: "b")
                ]))
        let sealed = SealedLead(wrappedKey: [1], box: [2], phoneIndex: [4], emailIndex: [5])
        let new = owner.lead("k", maxSold: 2, sealed: sealed)
        _ = try await store.capture(new)
        let sale = try owner.sale(
            new.lead, maxSold: 2, caps: [Fixture.cap(3)], decision: StoredDecision(record: [1]))
        _ = try await store.award(sale)
        var step = owner.step(new.lead)
        step.notices = [
            NewNotice(
                id: Fixture.id(), kind: .void, buyer: "b", body: [1], delayMilliseconds: 0)
        ]
        _ = try await store.record(step)
        let other = try owner.sale(new.lead, slot: 1, buyer: "other", maxSold: 2)
        _ = try await store.award(other)
        _ = try await store.record(owner.confirm(other))
        try await store.append(
            InboxItem(
                tenant: tenant.id, id: Fixture.id(), lead: new.lead, sale: sale.sale,
                buyer: "b", kind: .lateAnswer, body: []))
        var sums = RollupSums()
        sums[.received] = 1
        _ = try await store.applyRollups(
            tenant: tenant.id, name: "p", from: .start,
            to: JournalPosition(era: 1, transaction: 1, sequence: 1), completeUntilMicros: 0,
            [RollupKey(hourMicros: 0): sums])
        return sale
    }

    /// What the tables say, in one number.
    private func digest(_ store: Store) async throws -> Int {
        let tables = [
            "submissions", "leads", "lead_pii", "leases", "sales", "allowances", "ledger",
            "journal", "decisions", "outbox", "inbox", "rollups", "market_versions", "api_keys",
        ]
        var digest = 0
        for table in tables {
            let sum = try await store.number(
                "select coalesce(sum(hashtext(t::text)), -1) from \(table) t")
            #expect(sum != -1, "\(table) has rows")
            digest = digest &* 31 &+ sum
        }
        return digest
    }
}
