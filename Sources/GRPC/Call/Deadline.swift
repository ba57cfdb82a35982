import Reactor

/// The moment by which a call must have ended, on this machine's monotonic clock.
///
/// It travels as the time that is left (`grpc-timeout`), so that clocks needn't agree.
public struct Deadline: Hashable, Comparable, Sendable {
    public let time: MonotonicTime

    public init(_ time: MonotonicTime) {
        self.time = time
    }

    /// A deadline this far from now.
    public static func after(_ duration: Duration) -> Deadline {
        Deadline(now + Microseconds(duration))
    }

    /// What is left; zero once it has passed.
    public var remaining: Duration {
        let left = (time - Self.now).count
        return .microseconds(max(0, left))
    }

    public var hasPassed: Bool { Self.now >= time }

    public static func < (left: Deadline, right: Deadline) -> Bool { left.time < right.time }

    private static var now: MonotonicTime { EventLoop.current?.now ?? .read() }
}
