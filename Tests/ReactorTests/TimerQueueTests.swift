import Testing

@testable import Reactor

@Suite struct TimerQueueTests {
    private func at(_ microseconds: Int64) -> MonotonicTime {
        MonotonicTime(microseconds: microseconds)
    }

    private func fire(_ queue: TimerQueue, at now: Int64) {
        let limit = queue.sequenceLimit
        while let body = queue.popDue(at(now), scheduledBefore: limit) { body() }
    }

    @Test func equalTimesFireInTheOrderOfScheduling() {
        let queue = TimerQueue()
        var fired: [Int] = []
        for number in 0..<5 { _ = queue.schedule(at: at(10)) { fired.append(number) } }
        fire(queue, at: 9)
        #expect(fired.isEmpty)
        fire(queue, at: 10)
        #expect(fired == [0, 1, 2, 3, 4])
    }

    @Test func cancellingRemovesAtOnce() {
        let queue = TimerQueue()
        let timer = queue.schedule(at: at(1)) { Issue.record("cancelled timer fired") }
        #expect(timer.isWaiting)
        #expect(timer.cancel())
        #expect(!timer.cancel())
        #expect(queue.count == 0)
        fire(queue, at: 2)
    }

    @Test func whatATimerSchedulesForNowWaitsForTheNextTurn() {
        let queue = TimerQueue()
        var fired = 0
        _ = queue.schedule(at: at(1)) {
            fired += 1
            _ = queue.schedule(at: at(0)) { fired += 1 }
        }
        fire(queue, at: 5)
        #expect(fired == 1)
        fire(queue, at: 5)
        #expect(fired == 2)
    }

    @Test func randomSchedulesAndCancelsKeepTheOrder() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(state: seed)
        let queue = TimerQueue()
        var fired: [Int64] = []
        var timers: [(due: Int64, handle: TimerHandle)] = []
        for _ in 0..<2_000 {
            let due = Int64(random.next() % 500)
            timers.append((due, queue.schedule(at: at(due)) { fired.append(due) }))
        }
        var kept: [Int64] = []
        for timer in timers {
            if random.next() % 3 == 0 { timer.handle.cancel() } else { kept.append(timer.due) }
        }
        fire(queue, at: 250)
        fire(queue, at: 1_000)
        #expect(fired == kept.sorted(), "seed \(seed)")
        #expect(queue.count == 0)
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
