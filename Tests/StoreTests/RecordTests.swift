import Market
import Postgres
import Store
import Testing

@Suite struct RecordTests {
    let fixture = Fixture()

    /// A lead with a sale that is AWARDED under a cap of `limit`.
    private func awarded(
        _ store: Store, limit: Int64 = 10, maxSold: Int = 1, test: Bool = false
    ) async throws -> NewSale {
        let lead = try await fixture.stored(store, maxSold: maxSold, test: test)
        let sale = try fixture.sale(lead, caps: test ? [] : [Fixture.cap(limit)])
        #expect(try await store.award(sale) == .granted)
        return sale
    }

    private func caps(_ store: Store) async throws -> [Int64] {
        let caps = try await store.capUses()
        return caps.flatMap { [$0.used, $0.held] }
    }

    @Test func aConfirmationIsBookedUsedUpAndAnswered() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store)
            var step = try fixture.confirm(sale, ending: Fixture.sold)
            step.notices = [
                NewNotice(id: Fixture.id(), kind: .disclosure, buyer: "solar", body: [5]),
                NewNotice(id: Fixture.id(), kind: .losses, buyer: nil, body: [6]),
            ]
            #expect(try await store.record(step) == .recorded)
            let lead = try #require(await store.lead(tenant: fixture.tenant, sale.lead))
            #expect(lead.outcome == .sold && lead.reply == Fixture.sold.reply)
            let sales = try await store.sales(tenant: fixture.tenant, lead: sale.lead)
            #expect(sales[0].state == .confirmed && sales[0].buyerReference == "b-1")
            #expect(try await caps(store) == [1, 0])
            let balances = try await store.balances(tenant: fixture.tenant)
            #expect(
                balances.map(\.account) == [
                    "buyer:solar:receivable", "exchange:margin", "seller:acme:payable",
                ])
            #expect(balances.map(\.balance.micros) == [12_000_000, -2_000_000, -10_000_000])
            let books = try await store.checkBooks(tenant: fixture.tenant)
            #expect(books.count == 1 && books[0].agrees && books[0].confirmedSales == 1)
            #expect(try await store.number("select count(*) from outbox") == 2)
            #expect(try await store.number("select count(*) from leases") == 0)
        }
    }

    /// GUARANTEES G2: a buyer is charged once a sale.
    @Test func aSaleIsBookedOnceHoweverOftenItIsConfirmed() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store)
            let step = try fixture.confirm(sale)
            let outcomes = try await all(Array(repeating: step, count: 20)) {
                try await store.record($0)
            }.map { try $0.get() }
            #expect(outcomes.filter { $0 == .recorded }.count == 1)
            #expect(
                outcomes.filter { $0 == .settled(sale: .confirmed, outcome: .pending) }.count
                    == 19)
            #expect(try await store.number("select count(*) from ledger") == 3)
            #expect(try await caps(store) == [1, 0])
        }
    }

    @Test func aDeclineFreesTheCapTheSlotAndTheBuyer() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store, limit: 1)
            let decline = fixture.step(sale.lead, SaleMove(sale.sale, .decline))
            #expect(try await store.record(decline) == .recorded)
            #expect(try await caps(store) == [0, 0])
            let again = try fixture.sale(sale.lead, attempt: 1, caps: [Fixture.cap(1)])
            #expect(try await store.award(again) == .granted)
            #expect(try await store.record(fixture.confirm(again)) == .recorded)
            let late = try await store.record(fixture.confirm(sale))
            #expect(late == .settled(sale: .rejected, outcome: .pending))
            #expect(try await caps(store) == [1, 0])
            #expect(try await store.checkBooks(tenant: fixture.tenant)[0].agrees)
        }
    }

    @Test func aSilentBuyerMayStillBuy() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store)
            let grace = Fixture.nowMicros() + 60_000_000
            let suspend = fixture.step(
                sale.lead, SaleMove(sale.sale, .suspend(graceUntilMicros: grace)))
            #expect(try await store.record(suspend) == .recorded)
            #expect(try await store.record(suspend) == .recorded)
            var stored = try #require(await store.only(sale))
            #expect(stored.state == .unknown && stored.graceUntilMicros == grace)
            #expect(try await caps(store) == [0, 1])
            #expect(try await store.record(fixture.confirm(sale)) == .recorded)
            stored = try #require(await store.only(sale))
            #expect(stored.state == .confirmed && stored.graceUntilMicros == nil)
        }
    }

    @Test func aVoidFreesEverythingAndALateConfirmationIsNotBilled() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store)
            let void = fixture.step(
                sale.lead, SaleMove(sale.sale, .void), ending: Fixture.unsold)
            #expect(try await store.record(void) == .recorded)
            #expect(try await caps(store) == [0, 0])
            let late = try await store.record(fixture.confirm(sale, epoch: nil))
            #expect(late == .settled(sale: .voided, outcome: .unsold))
            #expect(try await store.number("select count(*) from ledger") == 0)
        }
    }

    @Test func booksThatDoNotMatchAreRefused() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store)
            let cheaper = try fixture.confirm(sale, price: 11)
            let unequal = await #expect(throws: PostgresError.self) {
                try await store.record(cheaper)
            }
            #expect(unequal?.constraint == "ledger_equals_sale")
            var posting = try fixture.posting(sale.sale)
            posting.lines[1].micros += 1
            let move = SaleMove(sale.sale, .confirm(reference: "", posting: posting))
            let unbalanced = await #expect(throws: PostgresError.self) {
                try await store.record(self.fixture.step(sale.lead, move))
            }
            #expect(unbalanced?.constraint == "ledger_balanced")
            let unbooked = SaleMove(sale.sale, .confirm(reference: "", posting: nil))
            await #expect(throws: PostgresError.self) {
                try await store.record(self.fixture.step(sale.lead, unbooked))
            }
            #expect(try await store.only(sale)?.state == .awarded)
        }
    }

    @Test func aTestIsConfirmedWithoutBeingBooked() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store, test: true)
            let move = SaleMove(sale.sale, .confirm(reference: "", posting: nil))
            #expect(try await store.record(fixture.step(sale.lead, move)) == .recorded)
            #expect(try await store.checkBooks(tenant: fixture.tenant).isEmpty)
        }
    }

    @Test func anEndIsFinal() async throws {
        try await withStore { [self] store async throws in
            let lead = try await fixture.stored(store)
            let first = fixture.step(lead, ending: Fixture.unsold)
            #expect(try await store.record(first) == .recorded)
            #expect(
                try await store.record(first) == .settled(sale: nil, outcome: .unsold))
            let other = fixture.step(lead, ending: Fixture.sold)
            #expect(try await store.record(other) == .settled(sale: nil, outcome: .unsold))
            let unowned = fixture.step(lead, epoch: nil, ending: Fixture.sold)
            #expect(try await store.record(unowned) == .settled(sale: nil, outcome: .unsold))
            let stored = try #require(await store.lead(tenant: fixture.tenant, lead))
            #expect(stored.reply == Fixture.unsold.reply && stored.revision == 2)
        }
    }

    @Test func aStaleOwnerCannotRecord() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store)
            _ = try await store.takeOver(tenant: fixture.tenant, sale.lead)
            #expect(try await store.record(fixture.confirm(sale)) == .staleLease)
            let finish = fixture.step(sale.lead, ending: Fixture.unsold)
            #expect(try await store.record(finish) == .staleLease)
            #expect(try await store.record(fixture.confirm(sale, epoch: 2)) == .recorded)
        }
    }

    @Test func aLateAnswerTakesItsRowOutOfTheInbox() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store)
            let item = InboxItem(
                tenant: fixture.tenant, id: Fixture.id(), lead: sale.lead, sale: sale.sale,
                buyer: "solar", kind: .lateAnswer, body: [1])
            try await store.append(item)
            try await store.append(item)
            #expect(try await store.inbox(tenant: fixture.tenant) == [item])
            var step = try fixture.confirm(sale, epoch: nil)
            step.inboxItem = item.id
            #expect(try await store.record(step) == .recorded)
            #expect(try await store.inbox(tenant: fixture.tenant).isEmpty)
            var note = fixture.step(sale.lead, epoch: nil)
            note.inboxItem = item.id
            #expect(
                try await store.record(note) == .settled(sale: nil, outcome: .pending))
        }
    }

    @Test func anAcknowledgementIsJournaledOnce() async throws {
        try await withStore { [self] store async throws in
            let sale = try await awarded(store)
            let id = Fixture.id()
            var step = try fixture.confirm(sale, ending: Fixture.sold)
            step.notices = [NewNotice(id: id, kind: .disclosure, buyer: "solar", body: [5])]
            _ = try await store.record(step)
            var note = fixture.step(sale.lead, epoch: nil)
            note.acknowledges = id
            let outcomes = try await all([note, note, note]) { try await store.record($0) }
                .map { try $0.get() }
            #expect(outcomes.filter { $0 == .recorded }.count == 1)
            #expect(try await store.number("select count(*) from outbox") == 0)
            #expect(try await store.number("select count(*) from journal") == 4)
        }
    }

    @Test func unknownLeadsAndSalesAreNotFound() async throws {
        try await withStore { [self] store async throws in
            let lead = LeadID(Fixture.id())
            #expect(try await store.record(fixture.step(lead)) == .notFound)
            let known = try await fixture.stored(store)
            let move = SaleMove(.of(lead: known, slot: 5, attempt: 5), .decline)
            #expect(try await store.record(fixture.step(known, move)) == .notFound)
        }
    }

    @Test func oneBadStepFailsAlone() async throws {
        try await withStore { [self] store async throws in
            var steps: [LeadStep] = []
            for index in 0..<20 {
                let sale = try await awarded(store, limit: 100)
                steps.append(
                    try fixture.confirm(
                        sale, ending: Fixture.sold, price: index == 7 ? 13 : 12))
            }
            let results = await all(steps) { try await store.record($0) }
            for (index, result) in results.enumerated() where index != 7 {
                #expect(try result.get() == .recorded)
            }
            #expect(throws: PostgresError.self) { try results[7].get() }
            #expect(try await caps(store) == [19, 1])
            #expect(try await store.checkBooks(tenant: fixture.tenant)[0].agrees)
        }
    }
}
