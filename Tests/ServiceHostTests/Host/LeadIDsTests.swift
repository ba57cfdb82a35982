@testable import ServiceHost
import Testing

@Suite struct LeadIDsTests {
    @Test func `ids are of version 7, unique, and of the clock's time`() {
        let ids = LeadIDs(clock: .fixed(microseconds: 1_700_000_000_123_000))
        let made = (0..<1_000).map { _ in ids.next() }
        #expect(Set(made).count == 1_000)
        #expect(made.allSatisfy { $0.milliseconds == 1_700_000_000_123 })
    }

    @Test func `time doesn't step back`() {
        let clock = TestClock(microseconds: 5_000_000)
        let ids = LeadIDs(clock: clock.clock)
        #expect(ids.next().milliseconds == 5_000)
        clock.advance(microseconds: -2_000_000)
        #expect(ids.next().milliseconds == 5_000)
        clock.advance(microseconds: 3_000_000)
        #expect(ids.next().milliseconds == 6_000)
    }
}
