import GRPC
import Reactor
import Testing

@testable import GRPC

@Suite struct SubchannelStateTests {
    private var state = SubchannelState(
        backoff: Backoff(initial: .milliseconds(100), multiplier: 2, max: .seconds(1), jitter: 0))

    private func at(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(microseconds: milliseconds * 1_000)
    }

    @Test mutating func connectsOnce() {
        #expect(state.need(now: at(0), random: 0) == .connect)
        #expect(state.need(now: at(0), random: 0) == .nothing)
        #expect(state.connected() == true)
        #expect(state.need(now: at(1), random: 0) == .nothing)
    }

    @Test mutating func backsOffFurtherAfterEachFailure() {
        #expect(state.need(now: at(0), random: 0) == .connect)
        state.failed()
        #expect(state.need(now: at(10), random: 0) == .wait(.milliseconds(90)))
        state.waitIsOver()
        #expect(state.need(now: at(100), random: 0) == .connect)
        state.failed()
        #expect(state.need(now: at(100), random: 0) == .wait(.milliseconds(200)))
    }

    @Test("a server that accepts and hangs up isn't hammered")
    mutating func lostAtOnce() {
        #expect(state.need(now: at(0), random: 0) == .connect)
        #expect(state.connected() == true)
        #expect(state.lost() == true)
        #expect(state.lost() == false)
        #expect(state.need(now: at(1), random: 0) == .wait(.milliseconds(99)))
    }

    @Test mutating func lostMuchLaterReconnectsAtOnce() {
        #expect(state.need(now: at(0), random: 0) == .connect)
        #expect(state.connected() == true)
        #expect(state.lost() == true)
        #expect(state.need(now: at(5_000), random: 0) == .connect)
    }

    @Test mutating func stoppedWhileConnecting() {
        #expect(state.need(now: at(0), random: 0) == .connect)
        state.stop()
        #expect(state.connected() == false)
        state.waitIsOver()
        #expect(state.need(now: at(900), random: 0) == .nothing)
    }
}
