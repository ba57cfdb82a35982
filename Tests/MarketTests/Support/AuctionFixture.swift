import Market

/// An auction as two tables: the bids, and who ranks where.
enum AuctionFixture {
    /// Ranks bids of a market and writes the result down, one candidate a line.
    ///
    ///     acme 20.00 served 100        a bid, and when the campaign last got a lead
    ///     brix none BUSY | timeout | late 9.00 | invalid | unreachable
    static func rank(_ marketText: String, bids: String, seed: UInt64 = 7) throws -> String {
        let market = try TestMarket.snapshot(marketText)
        let channel = market.channels[0]
        var served: [LastServed] = []
        var transcript = Transcript(market)
        _ = try transcript.play("> started")
        for line in bids.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if let place = words.firstIndex(of: "served") {
                served.append(
                    LastServed(
                        TestMarket.campaignID(words[0]), atMicros: Int64(words[place + 1])!))
            }
        }
        let responses = bids.split(separator: "\n").map { line -> BidResponse in
            response(line.split(separator: " ").map(String.init))
        }
        let rules = AuctionRules(
            terms: SaleTerms(channel, minPayout: nil), lead: TestMarket.lead, seed: seed,
            lastServed: served)
        return describe(rules.rank(responses, in: market, nowMicros: 0), market)
    }

    private static func response(_ words: [String]) -> BidResponse {
        let outcome: BidOutcome =
            switch words[1] {
            case "none": .noBid(code: words.count > 2 ? words[2] : "")
            case "timeout": .timeout
            case "late": .late(price: TestMarket.usd(words[2]))
            case "invalid": .invalid(message: "garbage", price: nil)
            case "unreachable": .transport
            case "eur": .bid(Bid(price: Money(micros: 9_000_000, currency: .eur)))
            case "crooked": .bid(Bid(price: Money(micros: 12_345_678, currency: .usd)))
            case "expired": .bid(Bid(price: TestMarket.usd(words[2]), expiresAtMicros: 0))
            default: .bid(Bid(price: TestMarket.usd(words[1])))
            }
        return BidResponse(TestMarket.campaignID(words[0]), outcome)
    }

    private static func describe(_ ranking: AuctionRanking, _ market: Snapshot) -> String {
        var lines: [String] = []
        for (index, bid) in ranking.bids.enumerated() {
            let split = bid.split
            let amounts = [split.price, split.payout, split.margin].map {
                Decimal.text(micros: $0.micros, digits: 2)
            }
            let tie = bid.tieBreak.map { ", before the next by \($0)" } ?? ""
            lines.append(
                "\(index + 1) \(market.campaign(bid.campaign)!.key) "
                    + "pays \(amounts[0]) = \(amounts[1]) + \(amounts[2])\(tie)")
        }
        for refused in ranking.refused {
            lines.append("- \(market.campaign(refused.campaign)!.key) \(refused.reason)")
        }
        return lines.joined(separator: "\n")
    }
}
