/// A window of time in which a cap counts (FEATURES E1).
public enum CapWindow: Int, Hashable, Sendable, CaseIterable {
    /// From full hour to full hour.
    case hour = 1
    /// From midnight to midnight in the cap's zone.
    case day = 2
    /// From Monday to Sunday in the cap's zone.
    case week = 3
    /// A calendar month in the cap's zone.
    case month = 4
    /// For ever.
    case lifetime = 5

    /// The name in configuration.
    public var name: String { "\(self)" }

    /// The window with this name in configuration.
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// What a cap counts.
public enum CapBasis: Int, Hashable, Sendable {
    /// Sales that are confirmed or held.
    case sold = 1
    /// Pings and awards that were sent.
    case sent = 2
}

/// A wall clock's reading in some zone, looked up outside from the zone database.
public struct LocalTime: Hashable, Sendable {
    /// The date there.
    public let date: CivilDate
    /// The hour there, 0 to 23.
    public let hour: Int
    /// What the zone is ahead of UTC at that moment, in minutes.
    public let offsetMinutes: Int

    /// A reading.
    public init(date: CivilDate, hour: Int, offsetMinutes: Int) {
        self.date = date
        self.hour = hour
        self.offsetMinutes = offsetMinutes
    }
}

extension CapWindow {
    /// Names the window that a local time falls into (FEATURES 7.8). The hour's key has the
    /// offset in it, since the hour before and after clocks go back reads the same.
    public func key(_ time: LocalTime) -> String {
        switch self {
        case .hour:
            let sign = time.offsetMinutes < 0 ? "-" : "+"
            let offset = abs(time.offsetMinutes)
            return "\(time.date)T\(CivilDate.padded(time.hour, 2))\(sign)"
                + CivilDate.padded(offset / 60, 2) + CivilDate.padded(offset % 60, 2)
        case .day: return time.date.description
        case .week: return Self.monday(of: time.date).description + "/week"
        case .month: return String(time.date.description.prefix(7))
        case .lifetime: return "lifetime"
        }
    }

    /// The Monday on or before a date.
    private static func monday(of date: CivilDate) -> CivilDate {
        let days = date.daysSince1970
        // 1970-01-01 was a Thursday, the fourth day of a week that starts on Monday.
        let weekday = ((days + 3) % 7 + 7) % 7
        return CivilDate(daysSince1970: days - weekday)
    }
}
