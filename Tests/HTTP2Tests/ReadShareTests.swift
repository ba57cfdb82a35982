import Reactor
import Testing

@testable import HTTP2

@Suite struct ReadShareTests {
    private func share() -> ReadShare {
        var limits = HTTP2Limits()
        limits.readBytesAtFirst = 1_000
        limits.readBytesPerTurn = 3_000
        return ReadShare(limits)
    }

    @Test func whoHasMoreToSayIsReadMoreOfAndLast() {
        var share = share()
        var seen: [Int] = []
        for _ in 0..<4 {
            share.willRead(isStrained: false)
            seen.append(share.bytes)
            #expect(share.goesLast == (seen.count > 1))
            share.didRead(share.bytes)
        }
        #expect(seen == [1_000, 2_000, 3_000, 3_000])
        // What it says fits again: it has its turn with the others, and keeps its share.
        share.willRead(isStrained: false)
        share.didRead(10)
        share.willRead(isStrained: false)
        #expect(share.bytes == 3_000 && !share.goesLast)
    }

    @Test func whoIsStrainedIsReadLittleOfAndLast() {
        var share = share()
        share.willRead(isStrained: false)
        share.didRead(1_000)
        share.willRead(isStrained: true)
        #expect(share.bytes == 1_000 && share.goesLast)
        share.didRead(5)
        share.willRead(isStrained: false)
        #expect(share.bytes == 1_000 && !share.goesLast)
    }

    @Test func aSmallPartOfABurstIsNoStrainAndTimeEndsIt() {
        var limits = HTTP2Limits()
        limits.peerResets = RateLimit(burst: 640, perSecond: 10)
        let start = MonotonicTime(microseconds: 0)
        var guardian = AbuseGuard(limits: limits, now: start)
        var states = [Bool]()
        for _ in 0..<12 {
            states.append(guardian.isStrained(start))
            _ = guardian.allowsPeerReset(start)
        }
        #expect(states == [Bool](repeating: false, count: 11) + [true])
        // Two of the twelve come back in this time.
        let isStillStrained = guardian.isStrained(MonotonicTime(microseconds: 200_000))
        #expect(!isStillStrained)
    }
}
