/// Moments as text: RFC 3339, to the microsecond.
public enum Moment {
    static let microsPerDay: Int64 = 86_400_000_000

    /// Microseconds since 1970-01-01T00:00:00Z of "2026-03-01T12:00:00.5+01:00"; nil when it
    /// isn't RFC 3339. A space may stand for the T. A leap second counts as the next second.
    public static func micros(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let days = Moment.days(bytes[0..<10]),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == 32,
            let hour = number(bytes[11..<13]), hour < 24, bytes[13] == UInt8(ascii: ":"),
            let minute = number(bytes[14..<16]), minute < 60, bytes[16] == UInt8(ascii: ":"),
            let second = number(bytes[17..<19]), second <= 60
        else { return nil }
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            var weight: Int64 = 100_000
            guard let first = rest.first, (48...57).contains(first) else { return nil }
            while let byte = rest.first, (48...57).contains(byte) {
                fraction += Int64(byte - 48) * weight
                weight /= 10
                rest.removeFirst()
            }
        }
        guard let offset = offsetSeconds(rest) else { return nil }
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second) - offset
        return seconds * 1_000_000 + fraction
    }

    /// RFC 3339 in UTC, with microseconds where they aren't zero.
    public static func text(micros: Int64) -> String {
        let day = micros >= 0 ? micros / microsPerDay : (micros + 1) / microsPerDay - 1
        let rest = Int(micros - day * microsPerDay)
        let second = rest / 1_000_000
        let padded = CivilDate.padded
        var text = CivilDate(daysSince1970: Int(day)).description + "T"
        text += padded(second / 3600, 2) + ":" + padded(second / 60 % 60, 2)
        text += ":" + padded(second % 60, 2)
        if rest % 1_000_000 != 0 { text += "." + padded(rest % 1_000_000, 6) }
        return text + "Z"
    }

    /// Days since 1970-01-01 of exactly "YYYY-MM-DD".
    static func days(_ bytes: ArraySlice<UInt8>) -> Int? {
        let start = bytes.startIndex
        guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"),
            bytes[start + 7] == UInt8(ascii: "-"),
            let year = number(bytes[start..<start + 4]),
            let month = number(bytes[start + 5..<start + 7]),
            let day = number(bytes[start + 8..<start + 10])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)?.daysSince1970
    }

    private static func offsetSeconds(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard let sign = bytes.first else { return nil }
        let rest = bytes.dropFirst()
        if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return rest.isEmpty ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), rest.count == 5,
            let hours = number(rest.prefix(2)), hours < 24, rest.dropFirst(2).first == 58,
            let minutes = number(rest.suffix(2)), minutes < 60
        else { return nil }
        let seconds = Int64(hours * 3600 + minutes * 60)
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in digits {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        return value
    }
}
