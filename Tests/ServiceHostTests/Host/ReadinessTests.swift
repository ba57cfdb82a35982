import Reactor
@testable import ServiceHost
import Testing

@Suite struct ReadinessTests {
    @Test func `starting, ready, away, back, stopping`() {
        let clock = TestClock(microseconds: 0)
        let readiness = Readiness {
            MonotonicTime(microseconds: clock.clock.microseconds())
        }
        #expect(readiness.refusal == "The service is starting.")
        readiness.storeAnswered()
        #expect(readiness.refusal == nil)
        clock.advance(microseconds: Readiness.patience.count)
        #expect(readiness.refusal == nil)
        clock.advance(microseconds: 1)
        #expect(readiness.refusal == "PostgreSQL can't be reached.")
        readiness.storeAnswered()
        #expect(readiness.refusal == nil)
        readiness.stop()
        readiness.storeAnswered()
        #expect(readiness.refusal == "The service is stopping.")
    }
}
