extension EventLoop {
    /// The thread's body: turns, until there is nothing left to run after `shutdown()`.
    func runUntilStopped() {
        while true {
            turn()
            if isStopping, hasNothingQueued {
                wakeSleepers()
                if jobs.isEmpty, inbox.closeUnlessMail() { break }
            }
        }
        while lasts.popFirst() != nil {}
        timers.removeAll()
        poller.removeAll()
    }

    private func turn() {
        wait()
        collectMail()
        runJobs()
        fireTimers()
        endTurn()
        if !isStopping, let last = lasts.popFirst() { last() }
    }

    private var hasNothingQueued: Bool {
        jobs.isEmpty && turnEnds.isEmpty && (lasts.isEmpty || isStopping)
    }

    private func wait() {
        let timeout = waitingTime()
        guard timeout != 0 else { return poller.poll(timeout: 0, awakeFor: 0, woken: didWake) }
        let began = MonotonicTime.read()
        poller.poll(timeout: timeout, awakeFor: idleSpin.length(within: timeout)) {
            didWake()
            idleSpin.didWait(cachedNow - began)
        }
    }

    private func didWake() {
        inbox.awake()
        cachedNow = .read()
    }

    /// Zero while there is work; else until the next timer; nil for ever.
    private func waitingTime() -> Microseconds? {
        guard hasNothingQueued, !isStopping else { return 0 }
        guard let earliest = timers.earliest else { return inbox.sleepUnlessMail() ? nil : 0 }
        let wait = earliest - .read()
        guard wait > 0 else { return 0 }
        return inbox.sleepUnlessMail() ? wait : 0
    }

    private func collectMail() {
        inbox.collect(into: &mail)
        for work in mail { jobs.append(work) }
        mail.removeAll(keepingCapacity: true)
    }

    private func runJobs() {
        let executor = asUnownedTaskExecutor()
        for _ in 0..<limits.jobsPerTurn {
            guard let work = jobs.popFirst() else { return }
            run(work, as: executor)
        }
    }

    private func fireTimers() {
        guard let earliest = timers.earliest else { return }
        cachedNow = .read()
        guard earliest <= cachedNow else { return }
        let limit = timers.sequenceLimit
        while let body = timers.popDue(cachedNow, scheduledBefore: limit) { body() }
    }

    private func endTurn() {
        guard !turnEnds.isEmpty else { return }
        swap(&turnEnds, &turnEndsRunning)
        for body in turnEndsRunning { body() }
        turnEndsRunning.removeAll(keepingCapacity: true)
    }
}
