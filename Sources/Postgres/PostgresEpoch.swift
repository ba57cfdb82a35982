/// PostgreSQL counts microseconds from 2000-01-01, everybody else from 1970-01-01.
enum PostgresEpoch {
    private static let microsecondsBetween: Int64 = 946_684_800_000_000

    static func unixMicroseconds(fromServer time: Int64) -> Int64 {
        if time == .max || time == .min { return time }
        let (sum, overflow) = time.addingReportingOverflow(microsecondsBetween)
        return overflow ? .max : sum
    }

    /// `nil` when the server couldn't tell the result from `-infinity`, or hold it.
    static func serverMicroseconds(fromUnix time: Int64) -> Int64? {
        if time == .max || time == .min { return time }
        let (difference, overflow) = time.subtractingReportingOverflow(microsecondsBetween)
        return overflow || difference == .min ? nil : difference
    }
}
