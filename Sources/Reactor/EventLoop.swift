import CLinux

/// One epoll loop on one thread, which is also where Swift code runs: a `TaskExecutor` for
/// `Task(executorPreference: loop)` and a `SerialExecutor` for actors that live on it.
///
///     running ──shutdown()──► draining ──nothing queued──► stopped
///
/// One turn: wait for readiness → call the ready handlers → take the other threads' mail → run
/// jobs → fire timers → end-of-turn bodies → one body of those that go last. Nothing is re-entrant:
/// what is queued by one step runs in a later one. Work in one turn is bounded by `ReactorLimits`.
///
/// `@unchecked Sendable`: `inbox` and `identity` guard themselves; every other stored property is
/// touched only by the loop's own thread, after its start (which pthread_create orders after
/// `init`), and the on-loop entrances check that.
public final class EventLoop: TaskExecutor, SerialExecutor, @unchecked Sendable {
    /// For logs and the thread's name.
    public let name: String
    public let limits: ReactorLimits
    let identity = ThreadIdentity()
    let inbox: Inbox
    let poller: Poller
    let timers = TimerQueue()
    var jobs = Ring<Work>(capacity: 1_024)
    var mail: ContiguousArray<Work> = []
    var turnEnds: ContiguousArray<() -> Void> = []
    var turnEndsRunning: ContiguousArray<() -> Void> = []
    var lasts = Ring<() -> Void>()
    var sleepers: Set<Sleeper> = []
    var cachedNow = MonotonicTime.read()
    var idleSpin: IdleSpin
    var isStopping = false
    var locals: [ObjectIdentifier: AnyObject] = [:]

    /// Creates epoll and eventfd and starts the thread.
    /// - Throws: `SystemError` when the process is out of descriptors or threads.
    public init(name: String, limits: ReactorLimits = .standard) throws {
        self.name = name
        self.limits = limits
        idleSpin = IdleSpin(limit: limits.idleSpin)
        inbox = try Inbox()
        poller = try Poller(eventsPerTurn: limits.eventsPerTurn)
        let inbox = self.inbox
        _ = try poller.add(inbox.eventfd, .read) { _ in inbox.drainEventfd() }
        try identity.start(name: name, bodyOf: self)
    }

    /// The loop whose thread this is; nil on any other thread.
    public static var current: EventLoop? { ThreadIdentity.currentLoop }

    /// Whether the caller runs on this loop's thread.
    public var isCurrent: Bool { identity.isCurrent }

    /// An assertion that stays on in release builds: a data race would follow.
    public func preconditionCurrent() {
        precondition(identity.isCurrent, "this must run on its event loop")
    }

    /// Runs `body` on the loop, later and never re-entrantly, in order with jobs. Any thread.
    /// A loop that has stopped drops it.
    public func execute(_ body: @escaping @Sendable () -> Void) {
        enqueue(.body(body))
    }

    /// As `execute`, for a body that stays on this loop and so needs not be Sendable. On-loop.
    public func later(_ body: @escaping () -> Void) {
        preconditionCurrent()
        jobs.append(.body(body))
    }

    @inline(__always)
    func enqueue(_ work: Work) {
        if identity.isCurrent {
            jobs.append(work)
        } else {
            inbox.deliver(work)
        }
    }

    /// Once, after all events, jobs and timers of this turn: where writes get packed. On-loop
    /// only. What is added while these run belongs to the next turn, which then comes at once.
    public func atEndOfTurn(_ body: @escaping () -> Void) {
        preconditionCurrent()
        turnEnds.append(body)
    }

    /// Once, behind everything else of a turn, and only one such body a turn: for work that nobody
    /// shall wait for, cut into pieces by whoever brings it. A loop that stops drops them. On-loop
    /// only.
    public func lastInTurn(_ body: @escaping () -> Void) {
        preconditionCurrent()
        lasts.append(body)
    }

    /// Watches a descriptor; `ready` runs on the loop, at most once a turn. On-loop only.
    /// - Throws: `SystemError` from epoll_ctl, as EPERM for a regular file.
    public func register(
        _ fd: Int32, _ interest: Interest, _ ready: @escaping (Readiness) -> Void
    ) throws -> Registration {
        preconditionCurrent()
        return try poller.add(fd, interest, ready)
    }

    /// One object of its type that everybody on this loop shares, made when first asked for.
    /// On-loop.
    public func local<Value: AnyObject>(_ make: () -> Value) -> Value {
        preconditionCurrent()
        if let known = locals[ObjectIdentifier(Value.self)] {
            return unsafeDowncast(known, to: Value.self)
        }
        let made = make()
        locals[ObjectIdentifier(Value.self)] = made
        return made
    }
}
