import ArgumentParser
import LeadlineAPI
import Testing

@testable import LeadlineCLI

/// What is shown, without any I/O.
@Suite struct TextTests {
    @Test func columnsAreAsWideAsTheirLongestCell() {
        var table = TextTable([("buyer", .left), ("sold", .right), ("note", .left)])
        table.add(["anna", "12,345", ""])
        table.add(["b", "7", "é!"])
        #expect(
            table.lines() == [
                "buyer    sold  note",
                "anna   12,345",
                "b           7  é!",
            ])
    }

    @Test func missingCellsAreEmpty() {
        var table = TextTable([("a", .left), ("b", .right)])
        table.add(["only"])
        #expect(table.lines(indent: "  ") == ["  a     b", "  only"])
    }

    @Test(arguments: [
        (12_500_000, "12.50 USD"), (0, "0.00 USD"), (-1_000_000, "-1.00 USD"),
        (7_123_456, "7.123456 USD"), (1_234_567_000_000, "1,234,567.00 USD"),
        (-500_000, "-0.50 USD"),
    ])
    func moneyHasTwoDecimalsAndItsCurrency(_ micros: Int64, _ text: String) {
        #expect(
            Wording.text(
                WireMoney.with {
                    $0.micros = micros
                    $0.currency = "USD"
                }) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
        (Int64.min, "-9,223,372,036,854,775,808"),
    ])
    func numbersAreGrouped(_ number: Int64, _ text: String) {
        #expect(Wording.text(number) == text)
    }

    @Test func sharesAreRounded() {
        #expect(Wording.share(1, of: 3) == "33.3 %")
        #expect(Wording.share(2, of: 3) == "66.7 %")
        #expect(Wording.share(1, of: 0) == "–")
        #expect(Wording.milliseconds(12_345) == "12.3 ms")
    }

    @Test func aReasonSaysWhatWasWanted() {
        let reason = WireReason.with {
            $0.code = .eFilter
            $0.subjectID = "min_income"
            $0.field = "income"
            $0.op = "gte"
            $0.want = "50000"
            $0.got = "12000"
        }
        #expect(Wording.text(reason) == "E_FILTER min_income: income gte 50000, got 12000")
        let count = WireReasonCount.with {
            $0.code = .bTimeout
            $0.count = 3
        }
        #expect(Wording.text(count) == "B_TIMEOUT × 3")
    }

    @Test(arguments: [
        (0.5, Int64(50)), (0.99, 99), (1, 100), (0, 1),
    ])
    func quantilesAreValuesThatOccurred(_ share: Double, _ value: Int64) {
        #expect(Quantile.of(Array(1...100).shuffled(), share) == value)
    }

    @Test func quantilesOfFewValues() {
        #expect(Quantile.of([], 0.5) == 0)
        #expect(Quantile.of([7], 0.99) == 7)
        #expect(Quantile.of([1, 9], 0.5) == 1)
    }
}
