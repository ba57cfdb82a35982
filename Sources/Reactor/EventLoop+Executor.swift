extension EventLoop {
    /// From the loop itself this is an append to a ring: no lock, no system call, no hop.
    public func enqueue(_ job: consuming ExecutorJob) {
        enqueue(.job(UnownedJob(job)))
    }

    public func enqueue(_ job: UnownedJob) {
        enqueue(.job(job))
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    public func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        UnownedTaskExecutor(ordinary: self)
    }

    /// Jobs run as the task executor's (see `run`), so the runtime asks this for actors.
    public func checkIsolated() {
        preconditionCurrent()
    }

    public func isIsolatingCurrentContext() -> Bool? { isCurrent }

    /// Saying "task executor" alone spares every resumed nonisolated function the switch to the
    /// generic executor that it would make if it found itself isolated to the loop.
    @inline(__always)
    func run(_ work: consuming Work, as executor: UnownedTaskExecutor) {
        switch work {
        case .job(let job): job.runSynchronously(on: executor)
        case .body(let body): body()
        }
    }
}
