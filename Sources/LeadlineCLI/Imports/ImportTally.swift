import GRPC
import LeadlineAPI

/// What became of an import's rows so far. Pure.
struct ImportTally: Sendable {
    /// Problems are kept for showing up to here, and counted beyond.
    static let shownProblems = 20

    /// Rows of the source so far, those that can't be read too.
    private(set) var submitted: Int64 = 0
    /// Rows that got a reply.
    private(set) var answered: Int64 = 0
    /// Rows that failed, here or there.
    private(set) var errors: Int64 = 0
    /// The first problems, a sentence each.
    private(set) var problems: [String] = []
    /// Replies by outcome.
    private(set) var outcomes: [WireOutcome: Int64] = [:]
    /// Leads that are still worked on, by row.
    private(set) var pending: [Int64: String] = [:]
    /// Each reply's time less its wait for buyers, in microseconds.
    private(set) var overheads: [Int64] = []

    /// Rows that are done with.
    var done: Int64 { answered + errors }

    /// A row goes out.
    mutating func sent() {
        submitted += 1
    }

    /// A row can't be read.
    mutating func unreadable(_ place: String, _ problem: String) {
        submitted += 1
        fail("\(place): \(problem)")
    }

    /// A row's answer came.
    mutating func add(_ result: WireImportResult) {
        guard result.errorCode == 0 else {
            let code = RPCError.Code(rawValue: Int(result.errorCode))
            return fail("row \(result.row): \(code): \(result.errorMessage)")
        }
        answered += 1
        count(result.reply, row: result.row)
    }

    /// A lead that was pending has an answer now; PENDING changes nothing.
    mutating func settle(_ reply: WireSubmitReply, row: Int64) {
        guard reply.outcome != .pending, pending.removeValue(forKey: row) != nil else { return }
        outcomes[.pending, default: 0] -= 1
        count(reply, row: row)
    }

    /// How many replies had this outcome.
    subscript(_ outcome: WireOutcome) -> Int64 { outcomes[outcome] ?? 0 }

    private mutating func count(_ reply: WireSubmitReply, row: Int64) {
        outcomes[reply.outcome, default: 0] += 1
        if reply.outcome == .pending { pending[row] = reply.leadID }
        if reply.timing.totalUs > 0 { overheads.append(reply.timing.overheadUs) }
    }

    private mutating func fail(_ problem: String) {
        errors += 1
        if problems.count < Self.shownProblems { problems.append(problem) }
    }
}

/// Quantiles of what was measured.
enum Quantile {
    /// The smallest value that so large a share (0 to 1) of all values doesn't exceed; 0 of none.
    static func of(_ values: [Int64], _ share: Double) -> Int64 {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
