import Glibc

/// The time of day, given to whatever needs it, so that tests decide what time it is.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Int64

    /// A clock that reads like this: microseconds since 1970-01-01 UTC.
    public init(_ read: @escaping @Sendable () -> Int64) {
        self.read = read
    }

    /// Microseconds since 1970-01-01 UTC.
    public func microseconds() -> Int64 { read() }

    /// The machine's clock.
    public static let system = WallClock {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }

    /// A clock that stands still.
    public static func fixed(microseconds: Int64) -> WallClock { WallClock { microseconds } }

    /// RFC 3339 in UTC with milliseconds: `2026-11-22T16:09:00.123Z`.
    static func text(microseconds: Int64) -> String {
        var seconds = time_t(microseconds.quotientFloor(1_000_000))
        let milliseconds = Int((microseconds - Int64(seconds) * 1_000_000) / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date =
            "\(pad(Int(parts.tm_year) + 1900, 4))-\(pad(Int(parts.tm_mon) + 1, 2))"
            + "-\(pad(Int(parts.tm_mday), 2))"
        let time =
            "\(pad(Int(parts.tm_hour), 2)):\(pad(Int(parts.tm_min), 2))"
            + ":\(pad(Int(parts.tm_sec), 2)).\(pad(milliseconds, 3))"
        return "\(date)T\(time)Z"
    }

    private static func pad(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

extension Int64 {
    /// Division towards minus infinity, so that times before 1970 come out right.
    fileprivate func quotientFloor(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
