import Market
import Reactor
import Testing

@testable import RoutingService

@Suite struct CapHintsTests {
    let campaign = CampaignID(Identifier(high: 1, low: 1))
    let other = CampaignID(Identifier(high: 2, low: 2))
    let reason = Reason(.capSold, .subject("daily"))

    func time(_ seconds: Int64) -> MonotonicTime {
        MonotonicTime(microseconds: seconds * 1_000_000)
    }

    @Test func aFullCapIsBelievedForAWhile() {
        let hints = CapHints(duration: .seconds(1))
        hints.full(campaign, reason, at: time(10))
        let now = hints.exhausted(among: [other, campaign], at: time(10))
        #expect(now == [CampaignRefusal(campaign, reason)])
        #expect(hints.exhausted(among: [campaign], at: time(11)).isEmpty)
    }

    @Test func aReleasedReservationEndsTheBelief() {
        let hints = CapHints(duration: .seconds(60))
        hints.full(campaign, reason, at: time(10))
        hints.released(campaign)
        #expect(hints.exhausted(among: [campaign], at: time(10)).isEmpty)
    }
}
