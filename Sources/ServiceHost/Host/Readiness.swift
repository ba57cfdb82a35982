public import Reactor
import Synchronization

/// Whether a service can do its work, for health checks.
///
///     starting ──► ready ◄──► unready (the store didn't answer for `patience`)
///                    └─────────┴────► stopping
public final class Readiness: Sendable {
    /// One failed look at the store isn't yet an outage.
    static let patience: Microseconds = .seconds(3)

    private struct State {
        var lastSuccess: MonotonicTime?
        var isStopping = false
    }

    private let now: @Sendable () -> MonotonicTime
    private let state = Mutex(State())

    /// Not ready yet. Its clock doesn't step: the time of day may.
    public init(now: @escaping @Sendable () -> MonotonicTime = MonotonicTime.read) {
        self.now = now
    }

    /// Why the service isn't ready, as a sentence; nil when it is.
    public var refusal: String? {
        let state = state.withLock { $0 }
        if state.isStopping { return "The service is stopping." }
        guard let lastSuccess = state.lastSuccess else { return "The service is starting." }
        return now() > lastSuccess + Self.patience ? "PostgreSQL can't be reached." : nil
    }

    /// The store answered.
    func storeAnswered() {
        let now = now()
        state.withLock { $0.lastSuccess = now }
    }

    /// The service goes away.
    func stop() {
        state.withLock { $0.isStopping = true }
    }
}
