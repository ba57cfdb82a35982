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

    @Test func whoHasMoreToSayIsReadMoreOfAndAtTheLimitLast() {
        var share = share()
        var seen: [Int] = []
        for _ in 0..<5 {
            share.willRead(isStrained: false)
            seen.append(share.bytes)
            #expect(share.goesLast == (seen.count > 3))
            share.didRead(wasFull: true)
        }
        #expect(seen == [1_000, 2_000, 3_000, 3_000, 3_000])
        // What it says fits again: it has its turn with the others, and keeps its share.
        share.willRead(isStrained: false)
        share.didRead(wasFull: false)
        share.willRead(isStrained: false)
        #expect(share.bytes == 3_000 && !share.goesLast)
    }

    @Test func whoIsStrainedIsReadLittleOfAndLast() {
        var share = share()
        share.willRead(isStrained: false)
        share.didRead(wasFull: true)
        share.willRead(isStrained: true)
        #expect(share.bytes == 1_000 && share.goesLast)
        share.didRead(wasFull: false)
        share.willRead(isStrained: false)
        #expect(share.bytes == 1_000 && !share.goesLast)
    }

    @Test func limitsThatContradictEachOtherAreTheSmallerOne() {
        var limits = HTTP2Limits()
        limits.readBytesAtFirst = 100_000
        limits.readBytesPerTurn = 500
        #expect(ReadShare(limits).bytes == 500)
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
