import Market
import Testing

/// What may not happen is refused, and changes nothing.
@Suite struct SagaIllegalEventTests {
    static let way = [
        "> started", "> assessed acme", "> bids acme 9.00", "> granted", "> silence", "> accepts",
    ]

    @Test(arguments: 0...6)
    func everyOtherEventIsRefused(_ stage: Int) throws {
        var player = Transcript(try TestMarket.snapshot("acme live"))
        _ = try player.play(Self.way.prefix(stage).joined(separator: "\n"))
        let legal: [Set<String>] = [
            ["> started", "> resumed"], ["> assessed acme", "> deadline"],
            ["> bids acme 9.00", "> deadline"],
            ["> granted", "> refused E_CAP_SOLD", "> deadline"],
            ["> accepts", "> rejects", "> silence", "> deadline"],
            ["> accepts", "> rejects", "> grace-over", "> deadline"], ["> accepts", "> rejects"],
        ]
        let events = [
            "> started", "> resumed", "> assessed acme", "> bids acme 9.00", "> granted",
            "> refused E_CAP_SOLD", "> accepts", "> rejects", "> silence", "> grace-over",
            "> deadline",
        ]
        for event in events where !legal[stage].contains(event) {
            var attempt = player
            let said = try attempt.play(event)
            #expect(said.contains("refused: The event"), "\(event) at stage \(stage): \(said)")
            #expect(attempt.saga == player.saga)
        }
        for event in legal[stage] {
            var attempt = player
            #expect(try !attempt.play(event).contains("refused: "), "\(event) at stage \(stage)")
        }
    }

    @Test func foreignSalesAndAuctionsAreRefused() throws {
        var player = Transcript(try TestMarket.snapshot("acme live"))
        _ = try player.play("> started\n> assessed acme")
        let market = player.market
        #expect(throws: SagaError.self) {
            try player.saga.step(
                .auctionClosed(AuctionClosed(ping: PingID(.zero), responses: [])), atMicros: 0,
                market: market)
        }
        let ping = try #require(player.saga.rounds.last).ping
        let stranger = BidResponse(TestMarket.campaignID("stranger"), .timeout)
        #expect(throws: SagaError.self) {
            try player.saga.step(
                .auctionClosed(AuctionClosed(ping: ping, responses: [stranger])), atMicros: 0,
                market: market)
        }
        _ = try player.play("> bids acme 9.00\n> granted")
        #expect(throws: SagaError.self) {
            try player.saga.step(
                .answered(SaleID(.zero), .duplicate), atMicros: 0, market: market)
        }
        #expect(throws: SagaError.self) {
            try player.saga.step(.silence(SaleID(.zero)), atMicros: 0, market: market)
        }
    }

    @Test func anotherVersionOfTheMarketIsRefused() throws {
        var player = Transcript(try TestMarket.snapshot("acme live"))
        _ = try player.play("> started\n> assessed acme")
        let other = try TestMarket.snapshot("acme live", version: 2)
        let closed = AuctionClosed(ping: player.saga.rounds[0].ping, responses: [])
        for market in [other, nil] {
            let before = player.saga
            do {
                _ = try player.saga.step(.auctionClosed(closed), atMicros: 0, market: market)
                Issue.record("the step was taken")
            } catch {
                #expect(error.code == .wrongMarket)
            }
            #expect(player.saga == before)
        }
    }
}
