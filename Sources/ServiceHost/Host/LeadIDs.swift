public import Market
import Synchronization
import Vault

/// Makes UUIDv7 ids (RFC 9562 section 5.7): time first, then randomness. Ids of one process rise
/// even when its clock steps back, as partitions by lead id want it.
public final class LeadIDs: Sendable {
    private let clock: WallClock
    private let last = Atomic<Int64>(0)

    /// Ids that take their time from a clock.
    public init(clock: WallClock = .system) {
        self.clock = clock
    }

    /// A new id.
    public func next() -> Identifier {
        let now = clock.microseconds() / 1_000
        let milliseconds = last.max(now, ordering: .relaxed).newValue
        return Identifier.version7(
            milliseconds: milliseconds, randomHigh: RandomBytes.uint64(),
            randomLow: RandomBytes.uint64())
    }
}
