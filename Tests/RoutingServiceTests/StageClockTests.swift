import LeadlineAPI
import Reactor
import Testing

@testable import RoutingService

@Suite struct StageClockTests {
    func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(microseconds: milliseconds * 1_000)
    }

    @Test func stagesAddUpAndBuyersAreTakenOut() {
        let earlier = WireStageTiming.with {
            $0.stage = "store"
            $0.durationUs = 400
        }
        var clock = StageClock([earlier], at: time(0))
        clock.ended(.assess, at: time(1))
        clock.ended(.auction, at: time(31))
        clock.waited(micros: 29_000)
        clock.ended(.deliver, at: time(36))
        clock.ended(.deliver, at: time(38))
        clock.waited(micros: 6_000)
        let timing = clock.timing(totalMicros: 40_000)
        #expect(timing.stages.map(\.stage) == ["store", "assess", "auction", "deliver"])
        #expect(timing.stages.map(\.durationUs) == [400, 1_000, 30_000, 7_000])
        #expect(timing.buyerWaitUs == 35_000)
        #expect(timing.overheadUs == 5_000)
    }

    @Test func buyersNeverTookMoreThanTheWhole() {
        var clock = StageClock([], at: time(0))
        clock.waited(micros: 9_000)
        let timing = clock.timing(totalMicros: 5_000)
        #expect(timing.overheadUs == 0)
        #expect(timing.buyerWaitUs == 5_000)
    }
}
