import Market
import Testing

@Suite struct CivilDateTests {
    @Test func everyDayOfManyYearsGoesThereAndBack() {
        var expected = CivilDate(year: 1896, month: 1, day: 1)!
        for days in expected
            .daysSince1970...CivilDate(year: 2104, month: 12, day: 31)!.daysSince1970
        {
            let date = CivilDate(daysSince1970: days)
            #expect(date == expected && date.daysSince1970 == days)
            expected =
                CivilDate(year: date.year, month: date.month, day: date.day + 1)
                ?? CivilDate(year: date.year, month: date.month + 1, day: 1)
                ?? CivilDate(year: date.year + 1, month: 1, day: 1)!
        }
    }

    @Test func theCalendarIsKept() {
        #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2026, month: 13, day: 1) == nil)
        #expect(CivilDate(year: 2026, month: 4, day: 31) == nil)
    }

    @Test(arguments: [
        ("2000-02-29", "2026-02-28", 25), ("2000-02-29", "2026-03-01", 26),
        ("2000-06-15", "2018-06-14", 17), ("2000-06-15", "2018-06-15", 18),
        ("2030-01-01", "2029-12-31", -1),
    ])
    func yearsAreCompleted(_ from: String, _ to: String, _ years: Int) throws {
        #expect(try date(from).completedYears(until: date(to)) == years)
    }

    private func date(_ text: String) throws -> CivilDate {
        let value = try #require(FieldType.date.value(of: text, currency: .usd))
        guard case .date(let days) = value else { preconditionFailure("a date") }
        return CivilDate(daysSince1970: Int(days))
    }
}
