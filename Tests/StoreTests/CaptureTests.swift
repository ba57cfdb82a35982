import Market
import Postgres
import Store
import Testing

@Suite struct CaptureTests {
    let fixture = Fixture()

    @Test func whatIsStoredCanBeReadBack() async throws {
        try await withStore { [fixture] store async throws in
            let sealed = SealedLead(
                wrappedKey: [1], box: [2, 3], phoneIndex: [4], emailIndex: nil)
            let new = fixture.lead("k", sealed: sealed)
            #expect(try await store.capture(new).isStored)
            let lead = try #require(await store.lead(tenant: fixture.tenant, new.lead))
            #expect(lead.outcome == .pending && lead.reply == nil && lead.epoch == 1)
            #expect(lead.facts == [1, 2, 3] && lead.context == [4, 5] && lead.revision == 1)
            #expect(lead.seller == "acme" && lead.channel == "web" && lead.sellerKey == "k")
            let found = try await store.sealed(tenant: fixture.tenant, [new.lead])
            #expect(found == [new.lead: sealed])
            let history = try await store.timeline(tenant: fixture.tenant, lead: new.lead)
            #expect(history.map(\.entry) == [[9]])
        }
    }

    @Test func aRepeatedKeyNamesTheFirstLead() async throws {
        try await withStore { [fixture] store async throws in
            let first = fixture.lead("k")
            _ = try await store.capture(first)
            let same = try await store.capture(fixture.lead("k")).known
            #expect(same?.lead == first.lead && same?.isSameContent == true)
            #expect(same?.outcome == .pending && same?.reply == nil)
            let other = try await store.capture(fixture.lead("k", hash: 2)).known
            #expect(other?.lead == first.lead && other?.isSameContent == false)
        }
    }

    /// A batch that committed and is sent again, because its connection was lost.
    @Test func theSameLeadAgainIsStored() async throws {
        try await withStore { [fixture] store async throws in
            let lead = fixture.lead("k")
            #expect(try await store.capture(lead).isStored)
            #expect(try await store.capture(lead).isStored)
            #expect(try await store.number("select count(*) from journal") == 1)
        }
    }

    @Test func aTerminalAnswerIsRepeatedByteForByte() async throws {
        try await withStore { [fixture] store async throws in
            let reply: [UInt8] = [0, 1, 254, 255]
            _ = try await store.capture(
                fixture.lead("k", ending: LeadEnding(.rejected, reply: reply)))
            let known = try await store.capture(fixture.lead("k")).known
            #expect(known?.outcome == .rejected && known?.reply == reply)
            let lead = try await store.submission(
                tenant: fixture.tenant, seller: "acme", idempotencyKey: "k")
            #expect(lead?.reply == reply)
            #expect(try await store.number("select count(*) from leases") == 0)
        }
    }

    @Test(arguments: [2, 64, 400]) func ofManyWithOneKeyOneIsStored(_ count: Int) async throws {
        try await withStore { [fixture] store async throws in
            let leads = (0..<count).map { _ in fixture.lead("same") }
            let outcomes = try await all(leads) { try await store.capture($0) }
                .map { try $0.get() }
            let stored = leads.indices.filter { outcomes[$0].isStored }
            #expect(stored.count == 1)
            let winner = leads[try #require(stored.first)].lead
            #expect(outcomes.compactMap(\.known).allSatisfy { $0.lead == winner })
            #expect(try await store.number("select count(*) from leads") == 1)
            #expect(try await store.number("select count(*) from leases") == 1)
        }
    }

    /// Two services that store the same submissions in another order, at the same time.
    @Test func crossedBatchesDoNotBlockEachOther() async throws {
        try await withStore { [fixture] store async throws in
            let other = Store(client: store.client)
            let keys = (0..<200).map { "k\($0)" }
            async let mine = all(keys) { try await store.capture(fixture.lead($0)) }
            async let theirs = all(keys.reversed()) { try await other.capture(fixture.lead($0)) }
            let outcomes = try await (mine + theirs).map { try $0.get() }
            #expect(outcomes.filter(\.isStored).count == keys.count)
            #expect(try await store.number("select count(*) from leads") == keys.count)
        }
    }

    @Test func oneBadRowFailsAlone() async throws {
        try await withStore { [fixture] store async throws in
            let taken = fixture.lead("first")
            _ = try await store.capture(taken)
            var leads = (0..<50).map { fixture.lead("k\($0)") }
            // Another submission with an id that is a lead's already.
            leads[17] = fixture.lead("k17", id: taken.lead.value)
            let results = await all(leads) { try await store.capture($0) }
            for (index, result) in results.enumerated() where index != 17 {
                #expect(try result.get().isStored)
            }
            #expect(throws: PostgresError.self) { try results[17].get() }
            #expect(try await store.number("select count(*) from submissions") == 50)
        }
    }

    @Test func withoutAKeyTheLeadStandsForItself() async throws {
        try await withStore { [fixture] store async throws in
            #expect(try await store.capture(fixture.lead()).isStored)
            #expect(try await store.capture(fixture.lead()).isStored)
        }
    }

    @Test func tenantsShareNoKeys() async throws {
        try await withStore { store async throws in
            let leads = [Fixture(1).lead("k"), Fixture(2).lead("k")]
            let outcomes = try await all(leads) { try await store.capture($0) }
                .map { try $0.get() }
            #expect(outcomes.allSatisfy { $0.isStored })
        }
    }

    @Test func aFullQueueSaysSoAtOnce() async throws {
        var limits = StoreLimits()
        limits.captureQueue = 8
        limits.captureBatch = 4
        try await withStore(limits: limits) { [fixture] store async throws in
            let results = await all((0..<200).map { fixture.lead("k\($0)") }) {
                try await store.capture($0)
            }
            let stored = results.filter { (try? $0.get().isStored) == true }.count
            let refused = results.filter { result in
                guard case .failure(let error as PostgresError) = result else { return false }
                return error.kind == .overloaded
            }.count
            #expect(refused > 0 && stored > 0 && refused + stored == 200)
            #expect(try await store.number("select count(*) from leads") == stored)
        }
    }
}

extension CaptureOutcome {
    var isStored: Bool { if case .stored = self { true } else { false } }
    var known: KnownSubmission? { if case .known(let known) = self { known } else { nil } }
}
