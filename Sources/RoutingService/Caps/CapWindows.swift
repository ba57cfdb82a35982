import Foundation
import Market
import Synchronization

/// In which window of a cap a moment lies, by the time zone database. The pure market can't know:
/// days have 23, 24 or 25 hours.
final class CapWindows: Sendable {
    private struct Key: Hashable {
        let window: CapWindow
        let zone: String
    }

    private struct State {
        /// The minute that `names` are for: zones change their offset between minutes only.
        var minute: Int64 = .min
        var names: [Key: String] = [:]
        var zones: [String: TimeZone] = [:]
    }

    private let state = Mutex(State())

    /// Names the window that a moment, in microseconds since 1970, lies in. A zone that isn't
    /// known counts as UTC; configuration refuses it.
    func name(of window: CapWindow, zone: String, atMicros micros: Int64) -> String {
        let key = Key(window: window, zone: zone)
        let minute = micros / 60_000_000
        return state.withLock { state in
            if state.minute != minute {
                state.minute = minute
                state.names.removeAll(keepingCapacity: true)
            }
            if let name = state.names[key] { return name }
            let timeZone = state.zones[zone] ?? TimeZone(identifier: zone) ?? .gmt
            state.zones[zone] = timeZone
            let name = window.key(Self.local(timeZone, micros))
            state.names[key] = name
            return name
        }
    }

    private static func local(_ zone: TimeZone, _ micros: Int64) -> LocalTime {
        let seconds = micros / 1_000_000
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        let local = seconds + Int64(offset)
        let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        return LocalTime(
            date: CivilDate(daysSince1970: Int(days)), hour: Int((local - days * 86_400) / 3_600),
            offsetMinutes: offset / 60)
    }
}
