import Market
import Store
import Testing

@Suite struct AwardTests {
    let fixture = Fixture()

    @Test func anAwardHoldsTheCapAndWritesTheJournal() async throws {
        try await withStore { [fixture] store async throws in
            let lead = try await fixture.stored(store)
            let sale = try fixture.sale(
                lead, caps: [Fixture.cap(5), Fixture.cap(9, "month")],
                decision: StoredDecision(record: [3]))
            #expect(try await store.award(sale) == .granted)
            let sales = try await store.sales(tenant: fixture.tenant, lead: lead)
            #expect(sales.map(\.state) == [.awarded] && sales[0].award == [7, 7])
            #expect(sales[0].split == sale.split && sales[0].sale == sale.sale)
            let caps = try await store.capUses()
            #expect(caps.map(\.cap) == ["day", "month"])
            #expect(caps.allSatisfy { $0.held == 1 && $0.used == 0 } && caps[0].limit == 5)
            let history = try await store.timeline(tenant: fixture.tenant, lead: lead)
            #expect(history.map(\.revision) == [1, 2] && history[1].entry == [10])
            let decision = try await store.decision(tenant: fixture.tenant, lead: lead)
            #expect(decision == StoredDecision(record: [3]))
            #expect(try await store.lead(tenant: fixture.tenant, lead)?.score == 8)
        }
    }

    /// GUARANTEES G4: 64 sellers at once want a buyer's last five.
    @Test(arguments: [1, 2]) func capsAreNeverOverrun(_ replicas: Int) async throws {
        try await withStore { [fixture] store async throws in
            let stores = [store] + (1..<replicas).map { _ in Store(client: store.client) }
            var sales: [NewSale] = []
            for _ in 0..<64 {
                let lead = try await fixture.stored(store)
                sales.append(try fixture.sale(lead, caps: [Fixture.cap(5)]))
            }
            let outcomes = try await all(Array(sales.enumerated())) { index, sale in
                try await stores[index % replicas].award(sale)
            }.map { try $0.get() }
            #expect(outcomes.filter { $0 == .granted }.count == 5)
            #expect(outcomes.filter { $0 == .refused(cap: "day") }.count == 59)
            let caps = try await store.capUses()
            #expect(caps.map(\.held) == [5])
            #expect(try await store.number("select count(*) from sales") == 5)
            #expect(try await store.number("select count(*) from journal") == 69)
        }
    }

    /// Five wanted and three left gives three; who was refused one cap takes nothing of the other.
    @Test func capsAreGrantedItemByItem() async throws {
        try await withStore { [fixture] store async throws in
            var sales: [NewSale] = []
            for index in 0..<5 {
                let lead = try await fixture.stored(store)
                let caps = [Fixture.cap(3), Fixture.cap(index == 1 ? 0 : 100, "month")]
                sales.append(try fixture.sale(lead, caps: caps))
            }
            let outcomes = try await all(sales) { try await store.award($0) }
                .map { try $0.get() }
            #expect(outcomes[1] == .refused(cap: "month"))
            #expect(outcomes.filter { $0 == .granted }.count == 3)
            let caps = try await store.capUses()
            #expect(caps.map(\.held) == [3, 3])
        }
    }

    @Test func aLoweredLimitStopsFurtherAwards() async throws {
        try await withStore { [fixture] store async throws in
            for limit: Int64 in [9, 9, 1, 2, 3] {
                let lead = try await fixture.stored(store)
                let outcome = try await store.award(
                    fixture.sale(lead, caps: [Fixture.cap(limit)]))
                #expect(outcome == (limit <= 2 ? .refused(cap: "day") : .granted))
            }
        }
    }

    @Test func aSlotAndABuyerAreTakenOnce() async throws {
        try await withStore { [fixture] store async throws in
            let lead = try await fixture.stored(store, maxSold: 3)
            func sale(_ slot: Int, _ attempt: Int, _ buyer: String) throws -> NewSale {
                try fixture.sale(lead, slot: slot, attempt: attempt, buyer: buyer, maxSold: 3)
            }
            #expect(try await store.award(sale(0, 0, "a")) == .granted)
            #expect(try await store.award(sale(0, 1, "b")) == .slotTaken)
            #expect(try await store.award(sale(1, 0, "a")) == .buyerHasIt)
            #expect(try await store.award(sale(1, 1, "b")) == .granted)
            #expect(try await store.award(sale(2, 0, "c")) == .granted)
            #expect(try await store.award(sale(3, 0, "d")) == .slotTaken)
        }
    }

    @Test func theLowestMaxSoldOfLiveSalesHolds() async throws {
        try await withStore { [fixture] store async throws in
            let lead = try await fixture.stored(store, maxSold: 4)
            #expect(
                try await store.award(fixture.sale(lead, buyer: "a", maxSold: 2)) == .granted)
            let second = try fixture.sale(lead, slot: 1, buyer: "b", maxSold: 4)
            #expect(try await store.award(second) == .granted)
            let third = try fixture.sale(lead, slot: 2, buyer: "c", maxSold: 4)
            #expect(try await store.award(third) == .slotTaken)
            // An exclusive bid can't share.
            let exclusive = try fixture.sale(lead, slot: 3, buyer: "d", maxSold: 1)
            #expect(try await store.award(exclusive) == .slotTaken)
        }
    }

    @Test func manyAwardsOfOneLeadAreSettledOneByOne() async throws {
        try await withStore { [fixture] store async throws in
            let lead = try await fixture.stored(store, maxSold: 8)
            let sales = try (0..<8).map {
                try fixture.sale(lead, slot: $0 / 2, attempt: $0, buyer: "b\($0)", maxSold: 8)
            }
            let outcomes = try await all(sales) { try await store.award($0) }
                .map { try $0.get() }
            #expect(outcomes.filter { $0 == .granted }.count == 4)
            #expect(outcomes.filter { $0 == .slotTaken }.count == 4)
            let history = try await store.timeline(tenant: fixture.tenant, lead: lead)
            #expect(history.map(\.revision) == [1, 2, 3, 4, 5])
        }
    }

    @Test func anAwardRepeatedIsGrantedAndCountedOnce() async throws {
        try await withStore { [fixture] store async throws in
            let lead = try await fixture.stored(store)
            let sale = try fixture.sale(lead, caps: [Fixture.cap(1)])
            #expect(try await store.award(sale) == .granted)
            #expect(try await store.award(sale) == .granted)
            #expect(try await store.number("select held::int from allowances") == 1)
            #expect(try await store.record(fixture.confirm(sale)) == .recorded)
            #expect(try await store.award(sale) == .settled(.confirmed))
        }
    }

    /// A sale's id stands for its terms: the same id is no award to somebody else, or dearer.
    @Test func anAwardRepeatedOnOtherTermsIsRefused() async throws {
        try await withStore { [fixture] store async throws in
            let lead = try await fixture.stored(store)
            let sale = try fixture.sale(lead)
            #expect(try await store.award(sale) == .granted)
            let elsewhere = try fixture.sale(lead, buyer: "wind")
            #expect(try await store.award(elsewhere) == .otherTerms)
            let dearer = try fixture.sale(lead, price: 13)
            #expect(try await store.award(dearer) == .otherTerms)
            #expect(try await store.award(sale) == .granted)
            let sales = try await store.sales(tenant: fixture.tenant, lead: lead)
            #expect(sales.map(\.buyer) == [sale.buyer] && sales[0].split == sale.split)
        }
    }

    /// A decision is stored in parts, which come back as one, and by attempt.
    @Test func aDecisionsPartsComeBackAsOne() async throws {
        try await withStore { [fixture] store async throws in
            let lead = try await fixture.stored(store)
            let sale = try fixture.sale(lead, decision: StoredDecision(record: [1, 2]))
            #expect(try await store.award(sale) == .granted)
            var step = try fixture.confirm(sale)
            step.decision = StoredDecision(record: [3])
            #expect(try await store.record(step) == .recorded)
            let decision = try await store.decision(tenant: fixture.tenant, lead: lead)
            #expect(decision == StoredDecision(record: [1, 2, 3]))
        }
    }

    @Test func aStaleOwnerCannotAward() async throws {
        try await withStore { [fixture] store async throws in
            let lead = try await fixture.stored(store)
            #expect(
                try await store.takeOver(tenant: fixture.tenant, lead)?.lead.epoch == 2)
            #expect(try await store.award(fixture.sale(lead, epoch: 1)) == .staleLease)
            #expect(try await store.award(fixture.sale(lead, epoch: 2)) == .granted)
        }
    }

    @Test func nothingIsAwardedOfALeadThatEnded() async throws {
        try await withStore { [fixture] store async throws in
            let lead = try await fixture.stored(store)
            #expect(
                try await store.record(fixture.step(lead, ending: Fixture.unsold)) == .recorded)
            #expect(try await store.award(fixture.sale(lead)) == .staleLease)
            let unknown = LeadID(Fixture.id())
            #expect(try await store.award(fixture.sale(unknown)) == .staleLease)
        }
    }
}
