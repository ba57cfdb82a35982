import Reactor

/// `grpc-timeout`: at most eight digits and a unit. Source: gRPC `PROTOCOL-HTTP2.md`, "Timeout".
enum TimeoutHeader {
    /// `nil` when it isn't one. Rounds nanoseconds up, so that a short timeout isn't none at all.
    static func parse(_ text: String) -> Microseconds? {
        let utf8 = text.utf8
        guard let unit = utf8.last, (2...9).contains(utf8.count) else { return nil }
        var value: Int64 = 0
        for digit in utf8.dropLast() {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        switch unit {
        case UInt8(ascii: "H"): return .seconds(value * 3_600)
        case UInt8(ascii: "M"): return .seconds(value * 60)
        case UInt8(ascii: "S"): return .seconds(value)
        case UInt8(ascii: "m"): return .milliseconds(value)
        case UInt8(ascii: "u"): return Microseconds(value)
        case UInt8(ascii: "n"): return Microseconds((value + 999) / 1_000)
        default: return nil
        }
    }

    /// The finest unit that eight digits hold, rounded up; at least 1 µs.
    static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let digitsMax: Int64 = 99_999_999
        if seconds < 99 {
            let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
            return "\(max(1, microseconds))u"
        }
        if seconds < 99_999 {
            return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1)m"
        }
        if seconds < digitsMax { return "\(seconds + 1)S" }
        return "\(min(digitsMax, seconds / 3_600 + 1))H"
    }
}
