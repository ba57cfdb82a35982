import Reactor
import Testing

@testable import HTTP2

@Suite struct ConnectionWatchTests {
    private func at(_ seconds: Int64) -> MonotonicTime {
        MonotonicTime(microseconds: seconds * 1_000_000)
    }

    private func watch(_ change: (inout HTTP2Limits) -> Void = { _ in }) -> ConnectionWatch {
        var limits = HTTP2Limits()
        limits.handshakeTimeout = .seconds(10)
        limits.keepaliveInterval = .seconds(30)
        limits.keepaliveTimeout = .seconds(5)
        change(&limits)
        return ConnectionWatch(limits: limits, now: at(0))
    }

    @Test func aHandshakeHasItsTime() {
        var watch = watch()
        #expect(watch.nextLook == at(10))
        #expect(watch.look(at(9)) == nil)
        #expect(
            watch.look(at(10)) == .close("The peer didn't finish the HTTP/2 handshake in time."))
    }

    @Test func silenceIsAskedAndThenEnded() {
        var watch = watch()
        watch.didFinishHandshake()
        watch.didReceive(at(2))
        #expect(watch.nextLook == at(32))
        #expect(watch.look(at(31)) == nil)
        #expect(watch.look(at(32)) == .sendPing)
        #expect(watch.look(at(32)) == nil)
        #expect(watch.nextLook == at(37))
        watch.didReceive(at(33))
        #expect(watch.nextLook == at(63))
        #expect(watch.look(at(63)) == .sendPing)
        #expect(watch.look(at(68)) == .close("The peer gave no sign of life when asked for one."))
    }

    @Test func anIdleConnectionIsDrained() {
        var watch = watch { $0.idleTimeout = .seconds(20) }
        watch.didFinishHandshake()
        #expect(watch.nextLook == at(20))
        watch.didChangeStreams(count: 1, at(5))
        #expect(watch.nextLook == at(30))
        watch.didChangeStreams(count: 0, at(7))
        watch.didChangeStreams(count: 0, at(8))
        #expect(watch.look(at(26)) == nil)
        #expect(watch.look(at(27)) == .drain)
        #expect(watch.look(at(27)) == nil)
    }

    @Test func noKeepaliveMeansNoTimer() {
        var watch = watch { $0.keepaliveInterval = nil }
        watch.didFinishHandshake()
        #expect(watch.nextLook == nil)
        #expect(watch.look(at(1_000_000)) == nil)
    }

    @Test func whoDoesNotReadIsShed() {
        var watch = watch {
            $0.keepaliveInterval = nil
            $0.stallTimeout = .seconds(30)
            $0.stallBytesMin = 1_000
        }
        watch.didFinishHandshake()
        let isNew = [
            watch.didSend(50, isWaiting: true, at(1)), watch.didSend(60, isWaiting: true, at(20)),
        ]
        #expect(isNew == [true, false])
        #expect(watch.nextLook == at(31))
        // Enough went out: the time begins anew. Then a drop at a time.
        _ = watch.didSend(1_050, isWaiting: true, at(30))
        #expect(watch.look(at(31)) == nil)
        #expect(watch.nextLook == at(61))
        _ = watch.didSend(2_049, isWaiting: true, at(60))
        #expect(watch.look(at(61)) == .shed("The peer doesn't read what it asked for."))
    }

    @Test func whoTookEverythingIsNotWatched() {
        var watch = watch {
            $0.keepaliveInterval = nil
            $0.stallTimeout = .seconds(30)
        }
        watch.didFinishHandshake()
        _ = watch.didSend(0, isWaiting: true, at(1))
        _ = watch.didSend(10, isWaiting: false, at(2))
        #expect(watch.nextLook == nil)
        #expect(watch.look(at(31)) == nil)
    }

    @Test func bucketsRefillWithTime() {
        var bucket = TokenBucket(RateLimit(burst: 2, perSecond: 4), now: at(0))
        let far = Int64.max / 2
        let steps: [(microseconds: Int64, allowed: Bool)] = [
            (0, true), (0, true), (0, false), (250_000, true), (499_999, false), (500_000, true),
            (far, true), (far, true), (far, false),
        ]
        for (number, step) in steps.enumerated() {
            let allowed = bucket.take(MonotonicTime(microseconds: step.microseconds))
            #expect(allowed == step.allowed, "step \(number)")
        }
    }
}
