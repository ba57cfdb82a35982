import CLinux

/// A length of time in whole microseconds: the unit of every timer here.
public struct Microseconds: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
    public var count: Int64

    @inlinable
    public init(_ count: Int64) { self.count = count }

    @inlinable
    public init(integerLiteral value: Int64) { count = value }

    /// Rounds towards zero; saturates at ±292,000 years.
    public init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflowAgain) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        count = overflow || overflowAgain ? (seconds < 0 ? .min : .max) : sum
    }

    /// The same length; the largest or least number when that doesn't hold it.
    @inlinable
    public var nanoseconds: Int64 {
        let (product, overflow) = count.multipliedReportingOverflow(by: 1_000)
        return overflow ? (count < 0 ? .min : .max) : product
    }

    @inlinable
    public static func seconds(_ count: Int64) -> Microseconds { Microseconds(count * 1_000_000) }

    @inlinable
    public static func milliseconds(_ count: Int64) -> Microseconds { Microseconds(count * 1_000) }

    @inlinable
    public static func < (left: Microseconds, right: Microseconds) -> Bool {
        left.count < right.count
    }
}

extension Duration {
    public init(_ microseconds: Microseconds) { self = .microseconds(microseconds.count) }
}

/// A point on CLOCK_MONOTONIC, in microseconds: comparable within one boot of one machine only.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    public var microseconds: Int64

    @inlinable
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Asks the kernel (vDSO). On a loop, `EventLoop.now` is cheaper.
    public static func read() -> MonotonicTime {
        MonotonicTime(microseconds: leadline_monotonic_microseconds())
    }

    public static let distantFuture = MonotonicTime(microseconds: .max)

    @inlinable
    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.microseconds < right.microseconds
    }

    /// Saturates at `distantFuture`, so that "no limit" plus anything stays no limit.
    @inlinable
    public static func + (time: MonotonicTime, length: Microseconds) -> MonotonicTime {
        let (sum, overflow) = time.microseconds.addingReportingOverflow(length.count)
        return overflow ? .distantFuture : MonotonicTime(microseconds: sum)
    }

    @inlinable
    public static func - (later: MonotonicTime, earlier: MonotonicTime) -> Microseconds {
        Microseconds(later.microseconds - earlier.microseconds)
    }
}
