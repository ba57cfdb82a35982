import Synchronization

/// Whether a service can do its work, for health checks.
///
///     starting ──► ready ◄──► unready (the store didn't answer for `patience`)
///                    └─────────┴────► stopping
public final class Readiness: Sendable {
    /// One failed look at the store isn't yet an outage.
    static let patience: Int64 = 3_000_000

    private struct State {
        var lastSuccess: Int64?
        var isStopping = false
    }

    private let clock: WallClock
    private let state = Mutex(State())

    /// Not ready yet.
    public init(clock: WallClock = .system) {
        self.clock = clock
    }

    /// Why the service isn't ready, as a sentence; nil when it is.
    public var refusal: String? {
        let state = state.withLock { $0 }
        if state.isStopping { return "The service is stopping." }
        guard let lastSuccess = state.lastSuccess else { return "The service is starting." }
        let silence = clock.microseconds() - lastSuccess
        return silence > Self.patience ? "PostgreSQL can't be reached." : nil
    }

    /// The store answered.
    func storeAnswered() {
        let now = clock.microseconds()
        state.withLock { $0.lastSuccess = now }
    }

    /// The service goes away.
    func stop() {
        state.withLock { $0.isStopping = true }
    }
}
