import Market
import Testing

/// Who wins, what is paid, and why the others lose. Each test is a market, bids and a ranking.
@Suite struct AuctionRankingTests {
    @Test func theHighestBidIsFirstAndPaysItself() throws {
        let ranking = try AuctionFixture.rank(
            """
            margin 15 % of price
            minimum 10.00
            acme live
            brix live
            cora live
            """,
            bids: """
                acme 18.00
                brix 20.00
                cora 11.00
                """)
        #expect(
            ranking == """
                1 brix pays 20.00 = 17.00 + 3.00
                2 acme pays 18.00 = 15.30 + 2.70
                - cora L_MARGIN(11.77 USD)
                """)
    }

    /// The seller's net is floored to the cent; the exchange keeps the fraction.
    @Test func fractionsOfACentStayWithTheExchange() throws {
        #expect(
            try AuctionFixture.rank(
                """
                margin 33.33 % of price
                acme live
                """, bids: "acme 1.01") == "1 acme pays 1.01 = 0.67 + 0.34")
    }

    @Test func aPerCentOfThePayoutIsAnotherPerCent() throws {
        let bids = "acme 115.00"
        #expect(
            try AuctionFixture.rank("margin 15 % of price\nacme live", bids: bids)
                == "1 acme pays 115.00 = 97.75 + 17.25")
        #expect(
            try AuctionFixture.rank("margin 15 % of payout\nacme live", bids: bids)
                == "1 acme pays 115.00 = 100.00 + 15.00")
    }

    @Test func theFloorIsExact() throws {
        let ranking = try AuctionFixture.rank(
            """
            margin 3.00
            minimum 10.00
            acme live
            brix live
            cora live
            dora live 14.00..20.00
            """,
            bids: """
                acme 13.00
                brix 12.99
                cora 9.99
                dora 13.50
                """)
        #expect(
            ranking == """
                1 acme pays 13.00 = 10.00 + 3.00
                - brix L_MARGIN(13.00 USD)
                - cora L_BELOW_FLOOR(13.00 USD)
                - dora L_BELOW_FLOOR(14.00 USD)
                """)
    }

    @Test func whatIsNotABidIsNamed() throws {
        let ranking = try AuctionFixture.rank(
            """
            acme live 1.00..30.00
            brix live
            cora live
            dora live
            egon live
            fine live
            gala live
            hugo live
            iris live
            """,
            bids: """
                acme 30.01
                brix none BUSY
                cora timeout
                dora late 25.00
                egon invalid
                fine unreachable
                gala eur
                hugo crooked
                iris expired 5.00
                """)
        #expect(
            ranking == """
                - acme B_INVALID(The bid is above the campaign's most.)
                - brix B_NOBID(BUSY)
                - cora B_TIMEOUT
                - dora B_LATE
                - egon B_INVALID(garbage)
                - fine B_TRANSPORT
                - gala B_INVALID(The bid is in another currency than the ping.)
                - hugo B_INVALID(A bid is a whole number of minor units.)
                - iris L_OFFER_EXPIRED
                """)
    }

    @Test func aBuyerIsConsideredOnce() throws {
        let ranking = try AuctionFixture.rank(
            """
            acme1 buyer=acme live
            acme2 buyer=acme live
            acme3 buyer=acme live
            brix live
            """,
            bids: """
                acme1 10.00
                acme2 12.00
                acme3 12.00 served 50
                brix 11.00
                """)
        #expect(
            ranking == """
                1 acme2 pays 12.00 = 12.00 + 0.00
                2 brix pays 11.00 = 11.00 + 0.00
                - acme3 L_TIE
                - acme1 L_OUTBID(12.01 USD)
                """)
    }

    @Test func tiesGoToWhoWaitedLongest() throws {
        let ranking = try AuctionFixture.rank(
            """
            acme live
            brix live
            cora live
            """,
            bids: """
                acme 10.00 served 300
                brix 10.00 served 100
                cora 10.00
                """)
        #expect(
            ranking == """
                1 cora pays 10.00 = 10.00 + 0.00, before the next by leastRecentlyServed
                2 brix pays 10.00 = 10.00 + 0.00, before the next by leastRecentlyServed
                3 acme pays 10.00 = 10.00 + 0.00
                """)
    }

    /// Never the order of creation: with other seeds, others come first (FEATURES 7.2).
    @Test func thenTheSeedDecidesFairly() throws {
        var wins: [Substring: Int] = [:]
        for seed in 0..<900 {
            let ranking = try AuctionFixture.rank(
                "acme live\nbrix live\ncora live",
                bids: "acme 10.00\nbrix 10.00\ncora 10.00", seed: UInt64(seed))
            #expect(ranking.contains("before the next by hash"))
            wins[ranking.split(separator: " ")[1], default: 0] += 1
        }
        // Three sigma around 300 is 258 to 342.
        for name in ["acme", "brix", "cora"] { #expect((258...342).contains(wins[name[...]]!)) }
    }

    /// A subsidised sale is refused unless the channel allows it (FEATURES F11).
    @Test func aNegativeMarginNeedsLeave() throws {
        var draft = TestMarket.draft("acme live")
        draft.sellers[0].channels[0].margin = .fixed(TestMarket.usd("-2.00"))
        draft.sellers[0].channels[0].allowNegativeMargin = true
        let market = try Snapshot.validated(draft, tenant: TestMarket.tenant, version: 1)
        let bid = [
            BidResponse(TestMarket.campaignID("acme"), .bid(Bid(price: TestMarket.usd("9.00"))))
        ]
        for allowed in [true, false] {
            let terms = SaleTerms(
                minPayout: .zero(.usd), margin: market.channels[0].margin,
                allowNegativeMargin: allowed)
            let rules = AuctionRules(terms: terms, lead: TestMarket.lead, seed: 1, lastServed: [])
            let ranking = rules.rank(bid, in: market, nowMicros: 0)
            if allowed {
                #expect(ranking.bids[0].split.payout == TestMarket.usd("11.00"))
                #expect(ranking.bids[0].split.margin == TestMarket.usd("-2.00"))
            } else {
                #expect(ranking.refused.map(\.reason) == [Reason(.lostToMargin)])
            }
        }
    }

    @Test(arguments: [31, 32, 33] as [UInt64])
    func rankingIsSoundForAnyBids(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let market = try TestMarket.snapshot(
            "margin 15 % of price\nminimum 5.00\n"
                + (0..<20).map { "c\($0) buyer=b\($0 / 2) live" }.joined(separator: "\n"))
        for round in 0..<200 {
            let responses = market.campaigns.map { campaign in
                BidResponse(
                    campaign.id,
                    .bid(
                        Bid(price: Money(micros: random.number(1...2000) * 10_000, currency: .usd)))
                )
            }
            let rules = AuctionRules(
                terms: SaleTerms(market.channels[0], minPayout: nil), lead: TestMarket.lead,
                seed: random.next(),
                lastServed: market.campaigns.map {
                    LastServed($0.id, atMicros: random.number(0...3))
                })
            let ranking = rules.rank(responses, in: market, nowMicros: 0)
            let place: Comment = "seed \(seed) round \(round)"
            #expect(ranking.bids.count + ranking.refused.count == 20, place)
            #expect(Set(ranking.bids.map(\.buyer)).count == ranking.bids.count, place)
            for bid in ranking.bids {
                #expect(bid.split.payout.micros >= 5_000_000, place)
                #expect(
                    bid.split.payout.micros + bid.split.margin.micros == bid.bid.price.micros,
                    place)
            }
            let prices = ranking.bids.map(\.bid.price.micros)
            #expect(zip(prices, prices.dropFirst()).allSatisfy { $0 >= $1 }, place)
            // The order of the answers doesn't matter.
            let shuffled = rules.rank(responses.shuffled(using: &random), in: market, nowMicros: 0)
            #expect(shuffled.bids == ranking.bids, place)
        }
    }
}
