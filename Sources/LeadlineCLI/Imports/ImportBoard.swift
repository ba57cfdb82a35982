import LeadlineAPI
import Reactor
import Synchronization

/// The tally of an import that runs, shared by what sends and what receives, and shown from time to
/// time.
final class ImportBoard: Sendable {
    private struct State {
        var tally = ImportTally()
        var failure: (any Error)?
        var shownAt: Int64 = 0
    }

    private let total: Int64
    private let isInteractive: Bool
    private let began = MonotonicTime.read()
    private let state = Mutex(State())

    init(total: Int64, isInteractive: Bool) {
        self.total = total
        self.isInteractive = isInteractive
    }

    /// The tally as it is.
    var tally: ImportTally { state.withLock { $0.tally } }

    /// What made sending fail.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// Microseconds since it began.
    var elapsed: Int64 { (MonotonicTime.read() - began).count }

    /// Sending failed.
    func fail(_ error: any Error) {
        state.withLock { $0.failure = $0.failure ?? error }
    }

    /// Counts, and shows the tally when it wasn't for a while.
    func update(_ change: (inout ImportTally) -> Void) {
        let now = elapsed
        let pause: Int64 = isInteractive ? 100_000 : 2_000_000
        let toShow: ImportTally? = state.withLock { state in
            change(&state.tally)
            guard now - state.shownAt >= pause else { return nil }
            state.shownAt = now
            return state.tally
        }
        if let toShow { show(toShow, now) }
    }

    /// Shows how it ended.
    func close() {
        show(tally, elapsed)
        if isInteractive { Terminal.note("") }
    }

    private func show(_ tally: ImportTally, _ now: Int64) {
        if isInteractive {
            Terminal.overwrite(ImportProgress.bar(tally, total: total, microseconds: now))
        } else {
            Terminal.note(ImportProgress.line(tally, total: total, microseconds: now))
        }
    }
}
