public import SwiftProtobuf

extension Google_Protobuf_Timestamp {
    /// The moment this many microseconds after 1970-01-01T00:00:00Z (before, when negative).
    public init(microseconds: Int64) {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        // Nanos count forward, also before 1970.
        let borrowed = rest < 0
        self.init(
            seconds: borrowed ? seconds - 1 : seconds,
            nanos: Int32(borrowed ? rest + 1_000_000 : rest) * 1000)
    }

    /// Microseconds since 1970-01-01T00:00:00Z; what is finer is dropped. Throws `outOfRange`
    /// outside the years 1 to 9999, the range of google.protobuf.Timestamp.
    public func microseconds() throws(WireError) -> Int64 {
        guard (-62_135_596_800...253_402_300_799).contains(seconds),
            (0...999_999_999).contains(nanos)
        else { throw WireError(.outOfRange, "", "must be a time between the years 1 and 9999") }
        return seconds * 1_000_000 + Int64(nanos / 1000)
    }
}

extension Google_Protobuf_Duration {
    /// A span of this many milliseconds.
    public init(milliseconds: Int64) {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        self.init(seconds: seconds, nanos: Int32(rest) * 1_000_000)
    }

    /// Whole milliseconds, rounded up, so that a short wait doesn't become none. Throws
    /// `outOfRange` when negative or longer than a day.
    public func milliseconds() throws(WireError) -> Int64 {
        guard (0...86_400).contains(seconds), (0...999_999_999).contains(nanos) else {
            throw WireError(.outOfRange, "", "must be a span from 0 to 24 hours")
        }
        return seconds * 1000 + Int64((nanos + 999_999) / 1_000_000)
    }
}
