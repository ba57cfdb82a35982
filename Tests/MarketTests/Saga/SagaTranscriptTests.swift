import Market
import Testing

/// A lead's way from beginning to end. Lines with ">" happen; the others are what follows.
@Suite struct SagaTranscriptTests {
    static let market = """
        margin 15 % of price
        minimum 10.00
        group main highest_bid
        acme live
        brix live
        cora fixed 16.00
        group rest waterfall
        dora live
        egon fixed 12.00
        """

    func expect(_ transcript: String, market: String = Self.market) throws {
        var player = Transcript(try TestMarket.snapshot(market))
        #expect(try player.play(transcript) == transcript)
    }

    @Test func theBestBidBuys() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix cora dora egon
            auction main: acme from 11.77, brix from 11.77; 500 ms
            > bids acme 18.00, brix 20.00
            award brix: buyer 20.00, seller 17.00, exchange 3.00
            > granted
            deliver to brix, attempt 0
            > accepts
            confirm brix, post 20.00 -17.00 -3.00
            finish sold, seller gets 17.00; 2 L_OUTBID, 2 L_PRIORITY
            tell acme: L_OUTBID
            """)
    }

    @Test func losersHearThePriceWhereThePolicyShowsIt() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix
            auction main: acme from 0.00, brix from 0.00; 500 ms
            > bids acme 18.00, brix 20.00
            award brix: buyer 20.00, seller 20.00, exchange 0.00
            > granted
            deliver to brix, attempt 0
            > accepts
            confirm brix, post 20.00 -20.00 0.00
            finish sold, seller gets 20.00; 1 L_OUTBID
            tell acme: L_OUTBID(20.01 USD)
            """, market: "show_min_to_win\nacme live\nbrix live")
    }

    /// Whoever declines is followed by the next best, down to the floor (FEATURES F20, G4).
    @Test func declinesFallToTheNextBestAndThroughTheGroups() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix cora dora egon
            auction main: acme from 11.77, brix from 11.77; 500 ms
            > bids acme 18.00, brix 11.00
            award acme: buyer 18.00, seller 15.30, exchange 2.70
            > granted
            deliver to acme, attempt 0
            > rejects
            reject acme: P_REJECTED(BAD)
            award cora: buyer 16.00, seller 13.60, exchange 2.40
            > granted
            deliver to cora, attempt 1
            > duplicate
            reject cora: P_DUPLICATE
            auction rest: dora from 11.77; 500 ms
            > bids dora none
            award egon: buyer 12.00, seller 10.20, exchange 1.80
            > granted
            deliver to egon, attempt 2
            > fails
            reject egon: P_ERROR(500)
            finish unsold; 1 B_NOBID, 1 L_MARGIN, 1 P_REJECTED, 1 P_DUPLICATE, 1 P_ERROR
            tell brix: L_MARGIN
            """)
    }

    @Test func aCapThatRanOutIsTheNextBestsLuck() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix(E_CAP_SOLD)
            auction main: acme from 11.77; 500 ms
            > bids acme 18.00
            award acme: buyer 18.00, seller 15.30, exchange 2.70
            > refused E_CAP_SOLD
            finish unsold; 2 E_CAP_SOLD
            tell acme: E_CAP_SOLD
            """)
    }

    @Test func nobodyIsEligible() throws {
        try expect(
            """
            > started
            assess
            > assessed
            finish unsold
            """)
    }

    @Test func aLeadThatIsNotLetInIsRejected() throws {
        try expect(
            """
            > started
            assess
            > rejected-at-the-door has_phone
            finish rejected: C_QUALITY(has_phone)
            """)
    }

    /// A silent buyer is UNKNOWN, never silently rejected (FEATURES J2).
    @Test func aSilentBuyerMayStillAccept() throws {
        try expect(
            """
            > started
            assess
            > assessed acme
            auction main: acme from 11.77; 500 ms
            > at 100 bids acme 18.00
            award acme: buyer 18.00, seller 15.30, exchange 2.70
            > granted
            deliver to acme, attempt 0
            > at 2100 silence
            acme is silent, ask until 62100
            > accepts
            confirm acme, post 18.00 -15.30 -2.70
            finish sold, seller gets 15.30
            """)
    }

    @Test func graceEndsInAVoidAndALateAnswerBillsNothing() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix
            auction main: acme from 11.77, brix from 11.77; 500 ms
            > bids acme 18.00, brix 17.00
            award acme: buyer 18.00, seller 15.30, exchange 2.70
            > granted
            deliver to acme, attempt 0
            > at 2000 silence
            acme is silent, ask until 62000
            > at 62000 grace-over
            void acme: P_VOIDED
            award brix: buyer 17.00, seller 14.45, exchange 2.55
            > granted
            deliver to brix, attempt 1
            > accepts acme
            count a late answer of acme: P_ACCEPTED, voided
            > accepts brix
            confirm brix, post 17.00 -14.45 -2.55
            finish sold, seller gets 14.45; 1 P_VOIDED
            > accepts acme
            count a late answer of acme: P_ACCEPTED, voided
            > accepts brix
            > rejects brix
            count a late answer of brix: P_REJECTED(BAD), confirmed
            """)
    }

    @Test func aSilentBuyerThatDeclinesIsVoidedAtOnce() throws {
        try expect(
            """
            > started
            assess
            > assessed acme
            auction main: acme from 11.77; 500 ms
            > bids acme 18.00
            award acme: buyer 18.00, seller 15.30, exchange 2.70
            > granted
            deliver to acme, attempt 0
            > silence
            acme is silent, ask until 60000
            > rejects
            void acme: P_REJECTED(BAD)
            finish unsold; 1 P_REJECTED
            """)
    }

    @Test func aCampaignMayEndTheLeadAfterItsSilence() throws {
        try expect(
            """
            > started
            assess
            > assessed acme brix
            auction main: acme from 0.00, brix from 0.00; 500 ms
            > bids acme 18.00, brix 17.00
            award acme: buyer 18.00, seller 18.00, exchange 0.00
            > granted
            deliver to acme, attempt 0
            > silence
            acme is silent, ask until 100
            > at 100 grace-over
            void acme: P_VOIDED
            finish unsold; 1 L_PRIORITY, 1 P_VOIDED
            tell brix: L_PRIORITY
            """, market: "acme live grace=100 end\nbrix live")
    }
}
