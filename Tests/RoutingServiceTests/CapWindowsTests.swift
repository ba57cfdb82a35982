import Market
import Testing

@testable import RoutingService

/// Days end at midnight where the cap's owner lives, also when the clocks change.
@Suite struct CapWindowsTests {
    let windows = CapWindows()

    func name(_ window: CapWindow, _ zone: String, _ moment: String) throws -> String {
        let micros = try #require(Moment.micros(moment))
        return windows.name(of: window, zone: zone, atMicros: micros)
    }

    @Test func aDayEndsAtLocalMidnight() throws {
        let before = try name(.day, "America/Chicago", "2026-03-07T05:59:59Z")
        let after = try name(.day, "America/Chicago", "2026-03-07T06:00:00Z")
        #expect(before == "2026-03-06")
        #expect(after == "2026-03-07")
    }

    @Test func theDayOn23HoursEndsAtLocalMidnightToo() throws {
        // Clocks go forward on 2026-03-08, so its midnight is an hour earlier in UTC.
        #expect(try name(.day, "America/Chicago", "2026-03-08T06:00:00Z") == "2026-03-08")
        #expect(try name(.day, "America/Chicago", "2026-03-09T04:59:59Z") == "2026-03-08")
        #expect(try name(.day, "America/Chicago", "2026-03-09T05:00:00Z") == "2026-03-09")
    }

    @Test func theHourThatComesTwiceIsTwoWindows() throws {
        let first = try name(.hour, "America/Chicago", "2026-11-01T06:30:00Z")
        let second = try name(.hour, "America/Chicago", "2026-11-01T07:30:00Z")
        #expect(first != second)
    }

    @Test func aWeekBeginsOnMonday() throws {
        let sunday = try name(.week, "UTC", "2026-11-22T23:59:59Z")
        let monday = try name(.week, "UTC", "2026-11-23T00:00:00Z")
        #expect(sunday != monday)
    }

    @Test func aLifetimeIsOneWindow() throws {
        let early = try name(.lifetime, "UTC", "2026-01-01T00:00:00Z")
        let late = try name(.lifetime, "UTC", "2036-01-01T00:00:00Z")
        #expect(early == late)
    }
}
