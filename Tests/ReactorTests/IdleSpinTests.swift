import Testing

@testable import Reactor

@Suite struct IdleSpinTests {
    @Test func onlyAShortWaitMakesTheNextOneBeginAwake() {
        var spin = IdleSpin(limit: 50)
        #expect(spin.length(within: nil) == 0)
        spin.didWait(49)
        #expect(spin.length(within: nil) == 50)
        spin.didWait(50)
        #expect(spin.length(within: nil) == 0)
    }

    @Test func aTimerThatIsDueSoonerIsntKeptWaiting() {
        var spin = IdleSpin(limit: 50)
        spin.didWait(1)
        #expect(spin.length(within: 50) == 0)
        #expect(spin.length(within: 51) == 50)
    }

    @Test func withoutALimitTheLoopSleepsAtOnce() {
        var spin = IdleSpin(limit: 0)
        spin.didWait(0)
        #expect(spin.length(within: nil) == 0)
    }

    @Test func mailFromAnotherThreadEndsTheWaitWhileAwake() async throws {
        var limits = ReactorLimits()
        limits.idleSpin = .seconds(3_600)
        try await withLoop(limits: limits) { loop in
            for _ in 0..<3 {
                await withUnsafeContinuation { continuation in
                    Task.detached { loop.execute { continuation.resume() } }
                }
            }
        }
    }
}
