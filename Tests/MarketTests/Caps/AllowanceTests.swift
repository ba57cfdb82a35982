import Market
import Testing

@Suite struct AllowanceTests {
    @Test func fiveWantedAndThreeLeftGivesThree() {
        var allowance = Allowance(limit: 10, used: 6, held: 1)
        #expect(allowance.reserve(5) == 3)
        #expect(allowance.free == 0)
        #expect(allowance.reserve(1) == 0)
        allowance.release(2)
        allowance.commit(1)
        #expect(allowance.used == 7)
        #expect(allowance.held == 1)
        #expect(allowance.free == 2)
    }

    @Test func aLoweredLimitGrantsNothing() {
        var allowance = Allowance(limit: 2, used: 5)
        #expect(allowance.free == 0)
        #expect(allowance.reserve(1) == 0)
    }

    @Test(arguments: [41, 42, 43] as [UInt64])
    func usedAndHeldNeverExceedTheLimit(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var allowance = Allowance(limit: 50)
        var open: [Int64] = []
        for _ in 0..<5000 {
            if open.isEmpty || random.oneIn(2) {
                let granted = allowance.reserve(random.number(0...8))
                if granted > 0 { open.append(granted) }
            } else {
                let count = open.remove(at: random.index(open.count))
                if allowance.used < 40, random.oneIn(4) {
                    allowance.commit(count)
                } else {
                    allowance.release(count)
                }
            }
            #expect(allowance.held == open.reduce(0, +), "seed \(seed)")
            #expect(allowance.used + allowance.held <= allowance.limit, "seed \(seed)")
        }
    }
}

@Suite struct CapWindowTests {
    @Test(arguments: [
        (CapWindow.hour, "2026-10-25T02+0200"), (.day, "2026-10-25"), (.week, "2026-10-19/week"),
        (.month, "2026-10"), (.lifetime, "lifetime"),
    ])
    func aWindowHasAName(_ window: CapWindow, _ key: String) {
        let time = LocalTime(
            date: CivilDate(year: 2026, month: 10, day: 25)!, hour: 2, offsetMinutes: 120)
        #expect(window.key(time) == key)
    }

    /// When clocks go back, the same hour comes twice and counts twice (FEATURES 7.8).
    @Test func theRepeatedHourIsAnother() {
        let date = CivilDate(year: 2026, month: 10, day: 25)!
        let summer = LocalTime(date: date, hour: 2, offsetMinutes: 120)
        let winter = LocalTime(date: date, hour: 2, offsetMinutes: 60)
        #expect(CapWindow.hour.key(summer) != CapWindow.hour.key(winter))
        #expect(CapWindow.day.key(summer) == CapWindow.day.key(winter))
        #expect(
            CapWindow.hour.key(LocalTime(date: date, hour: 9, offsetMinutes: -210))
                == "2026-10-25T09-0330")
    }

    @Test func weeksBeginOnMonday() {
        let monday = CivilDate(year: 2026, month: 3, day: 2)!.daysSince1970
        let keys = (0..<14).map { offset in
            CapWindow.week.key(
                LocalTime(
                    date: CivilDate(daysSince1970: monday + offset), hour: 0, offsetMinutes: 0))
        }
        #expect(Set(keys.prefix(7)) == ["2026-03-02/week"])
        #expect(Set(keys.suffix(7)) == ["2026-03-09/week"])
    }
}
