/// The line that shows how far an import is. Pure.
enum ImportProgress {
    private static let barWidth = 30

    /// A bar for terminals: "[█████░░░░░]  50.0 %  3,254 of 6,508  1,707 sold  812/s".
    static func bar(_ tally: ImportTally, total: Int64, microseconds: Int64) -> String {
        let done = min(tally.done, total)
        let filled = total > 0 ? Int(done * Int64(barWidth) / total) : barWidth
        let bar =
            String(repeating: "█", count: filled)
            + String(repeating: "░", count: barWidth - filled)
        let share = Wording.share(done, of: total)
        return "[\(bar)] \(share)  " + numbers(tally, total, microseconds)
    }

    /// A line for logs.
    static func line(_ tally: ImportTally, total: Int64, microseconds: Int64) -> String {
        "  " + numbers(tally, total, microseconds)
    }

    private static func numbers(
        _ tally: ImportTally, _ total: Int64, _ microseconds: Int64
    ) -> String {
        let rate = microseconds > 0 ? tally.done * 1_000_000 / microseconds : 0
        var text = "\(Wording.text(tally.done)) of \(Wording.text(total))"
        text += "  \(Wording.text(tally[.sold])) sold"
        if tally.errors > 0 { text += "  \(Wording.text(tally.errors)) errors" }
        return text + "  \(Wording.text(rate))/s"
    }
}
