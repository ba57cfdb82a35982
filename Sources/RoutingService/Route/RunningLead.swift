import LeadlineAPI
import Reactor
import Synchronization

/// One saga under way, and those who wait for its end.
///
///     running ──ended(answer)──► ended        running ──ended(nil)──► left to its lease
final class RunningLead: Sendable {
    /// How a lead's way ended.
    struct Answer: Sendable {
        let outcome: WireOutcome
        /// The stored answer, serialised.
        let reply: [UInt8]
    }

    private struct State {
        var isOver = false
        var answer: Answer?
        var waiters: [Int: CheckedContinuation<Answer?, Never>] = [:]
        var nextWaiter = 0
    }

    let lead: RoutedLead
    let mailbox = RunMailbox()
    private let state = Mutex(State())

    init(_ lead: RoutedLead) {
        self.lead = lead
    }

    /// The answer; nil when there is none by then, or none to come from here.
    func answer(by deadline: MonotonicTime, on loop: EventLoop) async -> Answer? {
        let ticket = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        let timer = LoopBound(
            loop.schedule(at: deadline) { [self] in give(up: ticket) }, on: loop)
        let answer = await withCheckedContinuation { continuation in
            let (isOver, answer) = state.withLock { state -> (Bool, Answer?) in
                if !state.isOver { state.waiters[ticket] = continuation }
                return (state.isOver, state.answer)
            }
            if isOver { continuation.resume(returning: answer) }
        }
        timer.value.cancel()
        return answer
    }

    func ended(_ answer: Answer?) {
        let waiters = state.withLock { state in
            state.isOver = true
            state.answer = answer
            defer { state.waiters.removeAll() }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: answer) }
    }

    private func give(up ticket: Int) {
        state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(returning: nil)
    }
}
