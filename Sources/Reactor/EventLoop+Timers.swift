extension EventLoop {
    /// On the loop: the time of this turn, read once (and again before timers fire), so that a
    /// turn's many deadlines cost one clock. Elsewhere: the clock.
    public var now: MonotonicTime { isCurrent ? cachedNow : .read() }

    /// Runs `body` on the loop at `time` or as soon as possible after it. On-loop only.
    @discardableResult
    public func schedule(at time: MonotonicTime, _ body: @escaping () -> Void) -> TimerHandle {
        preconditionCurrent()
        return timers.schedule(at: time, body)
    }

    /// Runs `body` that long from now. On-loop only.
    @discardableResult
    public func schedule(
        after length: Microseconds, _ body: @escaping () -> Void
    ) -> TimerHandle {
        schedule(at: now + length, body)
    }

    /// Suspends until `time`; resumed on the loop. Any thread.
    /// - Throws: `CancellationError` at once when the task is cancelled or the loop stops.
    public func sleep(until time: MonotonicTime) async throws {
        let sleeper = Sleeper(loop: self)
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                execute { sleeper.start(until: time, continuation) }
            }
        } onCancel: {
            execute { sleeper.finish(.failure(CancellationError())) }
        }
    }

    func wakeSleepers() {
        for sleeper in sleepers { sleeper.finish(.failure(CancellationError())) }
    }
}

/// One suspended `sleep`.
///
///     new ──start──► asleep ──due──► finished        any ──cancelled──► finished
///
/// `@unchecked Sendable`: every member runs on the loop; the class only travels there.
final class Sleeper: Hashable, @unchecked Sendable {
    private unowned let loop: EventLoop
    private var continuation: UnsafeContinuation<Void, any Error>?
    private var timer: TimerHandle?
    private var isFinished = false

    init(loop: EventLoop) { self.loop = loop }

    func start(until time: MonotonicTime, _ continuation: UnsafeContinuation<Void, any Error>) {
        guard !isFinished, !loop.isStopping else {
            return continuation.resume(throwing: CancellationError())
        }
        self.continuation = continuation
        loop.sleepers.insert(self)
        timer = loop.schedule(at: time) { self.finish(.success(())) }
    }

    func finish(_ result: Result<Void, any Error>) {
        isFinished = true
        guard let continuation else { return }
        self.continuation = nil
        timer?.cancel()
        timer = nil
        loop.sleepers.remove(self)
        continuation.resume(with: result)
    }

    static func == (left: Sleeper, right: Sleeper) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
