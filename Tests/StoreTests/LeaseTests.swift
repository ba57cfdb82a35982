import Market
import Store
import Testing

@Suite struct LeaseTests {
    let fixture = Fixture()

    /// Leases that have run out the moment they are given.
    private var expired: StoreLimits {
        var limits = StoreLimits()
        limits.leaseMilliseconds = 0
        return limits
    }

    @Test func twoClaimersNeverGetTheSameLead() async throws {
        try await withStore(limits: expired) { [fixture] store async throws in
            var leads: Set<LeadID> = []
            for _ in 0..<60 { leads.insert(try await fixture.stored(store)) }
            let claimers = (0..<4).map { Store(client: store.client, owner: "claimer \($0)") }
            let claims = try await all(claimers + claimers + claimers) {
                try await $0.claimExpiredLeases(tenant: fixture.tenant, limit: 7)
            }.map { try $0.get() }
            var seen: Set<LeadID> = []
            for claim in claims.flatMap({ $0 }) {
                #expect(seen.insert(claim.lead.lead).inserted)
                #expect(claim.lead.epoch == 2)
            }
            #expect(seen.isSubset(of: leads) && !seen.isEmpty)
        }
    }

    @Test func aClaimBringsTheSalesAlong() async throws {
        try await withStore(limits: expired) { [fixture] store async throws in
            let lead = try await fixture.stored(store)
            #expect(try await store.award(fixture.sale(lead)) == .granted)
            let claims = try await store.claimExpiredLeases(tenant: fixture.tenant)
            #expect(claims.map(\.lead.lead) == [lead])
            #expect(claims[0].sales.map(\.state) == [.awarded])
        }
    }

    @Test func onlyExpiredLeasesOfPendingLeadsAreClaimed() async throws {
        try await withStore { [fixture] store async throws in
            _ = try await fixture.stored(store)
            let ended = try await fixture.stored(store)
            #expect(
                try await store.record(fixture.step(ended, ending: Fixture.unsold)) == .recorded)
            #expect(try await store.claimExpiredLeases(tenant: fixture.tenant).isEmpty)
            #expect(try await store.takeOver(tenant: fixture.tenant, ended) == nil)
        }
    }

    @Test func aStepProlongsOrShortensTheLease() async throws {
        try await withStore(limits: expired) { [fixture] store async throws in
            let lead = try await fixture.stored(store)
            var step = fixture.step(lead)
            step.leaseMilliseconds = 60_000
            #expect(try await store.record(step) == .recorded)
            #expect(try await store.claimExpiredLeases(tenant: fixture.tenant).isEmpty)
            step.leaseMilliseconds = 0
            #expect(try await store.record(step) == .recorded)
            #expect(try await store.claimExpiredLeases(tenant: fixture.tenant).count == 1)
        }
    }

    @Test func onlyTheOwnerRenews() async throws {
        try await withStore(limits: expired) { [fixture] store async throws in
            let mine = try await fixture.stored(store)
            let lost = try await fixture.stored(store)
            let patient = Store(client: store.client)
            _ = try await patient.takeOver(tenant: fixture.tenant, lost)
            let renewed = try await patient.renewLeases(
                tenant: fixture.tenant,
                [HeldLease(lead: lost, epoch: 1), HeldLease(lead: mine, epoch: 1)])
            #expect(renewed == [mine])
            #expect(try await store.claimExpiredLeases(tenant: fixture.tenant).isEmpty)
        }
    }
}
