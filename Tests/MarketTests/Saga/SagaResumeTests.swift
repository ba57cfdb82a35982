import Market
import Testing

/// Another owner goes on from what the database has (FEATURES N4).
@Suite struct SagaResumeTests {
    let market = "acme live\nbrix live"
    let untilTheAward = """
        > started
        assess
        > assessed acme brix
        auction main: acme from 0.00, brix from 0.00; 500 ms
        > bids acme 9.00, brix 8.00
        award acme: buyer 9.00, seller 9.00, exchange 0.00
        > granted
        deliver to acme, attempt 0
        """

    /// A successor that finds the first owner's sale in a state.
    func successor(_ state: SaleState) throws -> Transcript {
        let snapshot = try TestMarket.snapshot(market)
        var first = Transcript(snapshot)
        _ = try first.play(untilTheAward)
        var second = Transcript(snapshot)
        second.database = [SaleFact(award: first.saga.sales[0].award, state: state)]
        return second
    }

    func expect(_ transcript: String, from state: SaleState) throws {
        var player = try successor(state)
        #expect(try player.play(transcript) == transcript)
    }

    @Test func anOpenSaleIsDeliveredAgainUnderItsOwnId() throws {
        try expect(
            """
            > resumed
            deliver to acme, attempt 0
            > accepts
            confirm acme, post 9.00 -9.00 0.00
            finish sold, seller gets 9.00
            """, from: .awarded)
        var player = try successor(.awarded)
        _ = try player.play("> resumed")
        #expect(player.actions == [.deliver(player.database[0].award)])
        #expect(
            player.database[0].award.sale == .of(lead: TestMarket.lead, slot: 0, attempt: 0))
    }

    @Test func aDeclineAfterTheResumptionAsksTheOthers() throws {
        try expect(
            """
            > resumed
            deliver to acme, attempt 0
            > rejects
            reject acme: P_REJECTED(BAD)
            assess
            > assessed acme brix
            auction main: brix from 0.00; 500 ms
            > bids brix 8.00
            award brix: buyer 8.00, seller 8.00, exchange 0.00
            > granted
            deliver to brix, attempt 1
            > accepts
            confirm brix, post 8.00 -8.00 0.00
            finish sold, seller gets 8.00; 1 P_REJECTED
            """, from: .awarded)
    }

    @Test func aSilentBuyerIsAskedOnAndVoidedInTheEnd() throws {
        try expect(
            """
            > resumed
            deliver to acme, attempt 0
            > at 60000 grace-over
            void acme: P_VOIDED
            assess
            """, from: .unknown)
    }

    @Test func afterADeclineTheTreeBeginsAnewWithoutWhoDeclined() throws {
        try expect(
            """
            > resumed
            assess
            > assessed acme brix
            auction main: brix from 0.00; 500 ms
            """, from: .rejected)
    }

    @Test func aConfirmedSaleOnlyNeedsItsAnswer() throws {
        try expect(
            """
            > resumed
            finish sold, seller gets 9.00
            """, from: .confirmed)
    }

    @Test func withoutSalesItBeginsAtTheBeginning() throws {
        var player = Transcript(try TestMarket.snapshot(market))
        #expect(try player.play("> resumed\n") == "> resumed\nassess")
    }

    @Test func anotherGenerationPingsUnderAnotherName() throws {
        let first = PingID.of(lead: TestMarket.lead, round: 0, generation: 1)
        #expect(first != .of(lead: TestMarket.lead, round: 0, generation: 2))
        #expect(first != .of(lead: TestMarket.lead, round: 1, generation: 1))
    }
}
