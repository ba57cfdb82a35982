import Reactor

/// When to connect to one address; no I/O.
///
///     idle ──need──► connecting ──connected──► ready ──lost──► idle
///                        │ failed
///                        ▼
///                    backingOff ──wait over──► idle           any ──stop──► stopped
///
/// Attempts start at least one back-off apart, also after a connection that was made and lost at
/// once, so that a server that accepts and hangs up isn't hammered.
struct SubchannelState {
    enum Phase: Equatable {
        case idle
        case connecting
        case ready
        case backingOff
        case stopped
    }

    let backoff: Backoff
    private(set) var phase = Phase.idle
    private(set) var failureCount = 0
    private var earliestAttempt = MonotonicTime(microseconds: .min)

    init(backoff: Backoff) {
        self.backoff = backoff
    }

    /// What to do when a connection is wanted.
    enum Need: Equatable {
        case connect
        /// Call `waitIsOver` after this long.
        case wait(Duration)
        case nothing
    }

    /// Somebody wants a connection.
    ///
    /// - Parameter random: Uniform in 0..<1.
    mutating func need(now: MonotonicTime, random: Double) -> Need {
        guard phase == .idle else { return .nothing }
        guard now >= earliestAttempt else {
            phase = .backingOff
            return .wait(Duration(earliestAttempt - now))
        }
        phase = .connecting
        let wait = backoff.wait(after: failureCount, random: random)
        earliestAttempt = now + Microseconds(wait)
        return .connect
    }

    mutating func waitIsOver() {
        if phase == .backingOff { phase = .idle }
    }

    /// Whether the connection is still wanted.
    mutating func connected() -> Bool {
        guard phase == .connecting else { return false }
        phase = .ready
        failureCount = 0
        return true
    }

    mutating func failed() {
        guard phase == .connecting else { return }
        phase = .idle
        failureCount += 1
    }

    /// The connection takes no more calls. Whether it was the one in use.
    mutating func lost() -> Bool {
        guard phase == .ready else { return false }
        phase = .idle
        return true
    }

    mutating func stop() {
        phase = .stopped
    }
}
