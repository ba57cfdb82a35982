import Market
import Testing

/// Groups, deadlines and resumption, as transcripts.
@Suite struct SagaTreeTests {
    func expect(_ transcript: String, market: String) throws {
        var player = Transcript(try TestMarket.snapshot(market))
        #expect(try player.play(transcript) == transcript)
    }

    @Test func aWaterfallAsksOneAfterTheOther() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix cora dora
            auction falls: acme from 0.00; 500 ms
            > bids acme timeout
            auction falls: brix from 0.00; 500 ms
            > bids brix 5.00
            award brix: buyer 5.00, seller 5.00, exchange 0.00
            > granted
            deliver to brix, attempt 0
            > rejects
            reject brix: P_REJECTED(BAD)
            award cora: buyer 3.00, seller 3.00, exchange 0.00
            > granted
            deliver to cora, attempt 1
            > accepts
            confirm cora, post 3.00 -3.00 0.00
            finish sold, seller gets 3.00; 1 B_TIMEOUT, 1 L_PRIORITY, 1 P_REJECTED
            """,
            market: """
                group falls waterfall
                acme live
                brix live
                cora fixed 3.00
                dora live
                """)
    }

    @Test func aFixedPriceGroupAsksNobody() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix
            award brix: buyer 7.00, seller 7.00, exchange 0.00
            > granted
            deliver to brix, attempt 0
            > accepts
            confirm brix, post 7.00 -7.00 0.00
            finish sold, seller gets 7.00; 1 L_OUTBID
            """,
            market: "group shelf fixed_price\nacme fixed 5.00\nbrix standing 7.00")
    }

    @Test func aGroupMayEndTheWay() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix
            auction only: acme from 0.00; 500 ms
            > bids acme none
            finish unsold; 1 B_NOBID, 1 L_PRIORITY
            """, market: "group only highest_bid end\nacme live\ngroup never waterfall\nbrix live")
    }

    @Test func aGroupThatNobodyEnteredDoesNot() throws {
        try expect(
            """
            > started
            assess
            > assessed brix
            auction next: brix from 0.00; 500 ms
            """, market: "group only highest_bid end\nacme live\ngroup next waterfall\nbrix live")
    }

    /// A buyer gets a lead once, and is asked once it has declined no more.
    @Test func whoDeclinedIsNotAskedAgain() throws {
        try expect(
            """
            > started
            assess
            > assessed acme1 acme2 brix
            auction first: acme1 from 0.00; 500 ms
            > bids acme1 9.00
            award acme1: buyer 9.00, seller 9.00, exchange 0.00
            > granted
            deliver to acme1, attempt 0
            > rejects
            reject acme1: P_REJECTED(BAD)
            auction second: brix from 0.00; 500 ms
            > bids brix none
            finish unsold; 1 B_NOBID, 1 L_NOT_IN_BEST_SET, 1 P_REJECTED
            """,
            market: """
                group first highest_bid
                acme1 buyer=acme live
                group second highest_bid
                acme2 buyer=acme live
                brix live
                """)
    }

    @Test func noAuctionBeginsAfterTheDeadline() throws {
        let market = """
            group first highest_bid
            acme live
            group second highest_bid
            brix live
            """
        try expect(
            """
            > started
            assess
            > at 4800 assessed acme brix
            auction first: acme from 0.00; 200 ms
            > at 5000 bids acme none
            finish unsold: C_DEADLINE; 1 C_DEADLINE, 1 B_NOBID
            """, market: market)
        // What was bid in time may still be bought.
        try expect(
            """
            > started
            assess
            > assessed acme brix
            auction first: acme from 0.00; 500 ms
            > deadline
            > bids acme 3.00
            award acme: buyer 3.00, seller 3.00, exchange 0.00
            > granted
            deliver to acme, attempt 0
            > rejects
            reject acme: P_REJECTED(BAD)
            finish unsold: C_DEADLINE; 1 C_DEADLINE, 1 P_REJECTED
            """, market: market)
    }

    @Test func aBidThatRanOutMeanwhileIsPassedOver() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix
            auction main: acme from 0.00, brix from 0.00; 500 ms
            > bids acme 9.00, brix 8.00 until 1000
            award acme: buyer 9.00, seller 9.00, exchange 0.00
            > granted
            deliver to acme, attempt 0
            > at 1500 rejects
            reject acme: P_REJECTED(BAD)
            finish unsold; 1 L_OFFER_EXPIRED, 1 P_REJECTED
            tell brix: L_OFFER_EXPIRED
            """, market: "acme live\nbrix live")
    }

    @Test func testsAreNotPosted() throws {
        var player = Transcript(try TestMarket.snapshot("acme fixed 5.00"))
        player.start = SagaStart(
            lead: TestMarket.lead, channel: TestMarket.channelID, seed: 7,
            deadlineMicros: 5_000_000, test: true)
        let transcript = """
            > started
            assess
            > assessed acme
            award acme: buyer 5.00, seller 5.00, exchange 0.00
            > granted
            deliver to acme, attempt 0
            > accepts
            confirm acme, post nothing
            finish sold, seller gets 5.00
            """
        #expect(try player.play(transcript) == transcript)
    }
}
