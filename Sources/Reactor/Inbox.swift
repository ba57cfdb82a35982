import CLinux
import Glibc
import Synchronization

/// Where other threads leave work for a loop, and how they wake it.
///
///     awake ──sleepUnlessMail()──► asleep ──first deliver()──► awake
///
/// Only the delivery that finds the loop asleep writes the eventfd: one wake-up a batch.
final class Inbox: Sendable {
    private struct State {
        var mail: ContiguousArray<Work> = []
        var isAsleep = false
        var isClosed = false
    }

    private let state = Mutex(Sealed(State()))
    let eventfd: Int32

    /// Work crosses threads here by design: jobs are made for it, bodies are `@Sendable` (see
    /// `EventLoop.execute`), and the mutex orders the two sides.
    private struct Sealed: @unchecked Sendable {
        var state: State
        init(_ state: State) { self.state = state }
    }

    init() throws {
        eventfd = leadline_eventfd()
        guard eventfd >= 0 else { throw SystemError("eventfd") }
    }

    deinit { close(eventfd) }

    /// Any thread. False once the loop has stopped: the work will never run.
    @discardableResult
    func deliver(_ work: Work) -> Bool {
        nonisolated(unsafe) let work = work
        let (accepted, wake) = state.withLock { sealed -> (Bool, Bool) in
            guard !sealed.state.isClosed else { return (false, false) }
            sealed.state.mail.append(work)
            let wake = sealed.state.isAsleep
            sealed.state.isAsleep = false
            return (true, wake)
        }
        if wake {
            var one: UInt64 = 1
            _ = write(eventfd, &one, 8)
        }
        return accepted
    }

    /// The loop: takes all mail by swapping arrays, so that neither side allocates for long.
    func collect(into mail: inout ContiguousArray<Work>) {
        nonisolated(unsafe) var empty = mail
        mail = []
        state.withLock { sealed in swap(&sealed.state.mail, &empty) }
        mail = empty
    }

    /// The loop, about to wait: true if it may sleep, false if there is mail.
    func sleepUnlessMail() -> Bool {
        state.withLock { sealed in
            guard sealed.state.mail.isEmpty else { return false }
            sealed.state.isAsleep = true
            return true
        }
    }

    /// The loop, after waiting.
    func awake() {
        state.withLock { sealed in sealed.state.isAsleep = false }
    }

    func drainEventfd() {
        var value: UInt64 = 0
        _ = read(eventfd, &value, 8)
    }

    /// The loop, stopping: true if it is now closed, false if there is mail to run first.
    func closeUnlessMail() -> Bool {
        state.withLock { sealed in
            guard sealed.state.mail.isEmpty else { return false }
            sealed.state.isClosed = true
            return true
        }
    }
}
