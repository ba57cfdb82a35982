/// One file descriptor watched by one loop; touched only there.
///
///     watching ──cancel()──► cancelled
///
/// The owner of the descriptor calls `cancel()` before closing it. Readiness that the kernel had
/// already reported in the same turn is then no longer delivered, so a number that the process
/// reuses at once can't get its predecessor's events.
public final class Registration {
    let poller: Poller
    let fd: Int32
    let slot: UInt32
    /// Gone once cancelled: it mostly holds whoever holds the registration.
    private(set) var ready: ((Readiness) -> Void)?
    var isCancelled = false
    public private(set) var interest: Interest

    init(
        poller: Poller, fd: Int32, slot: UInt32, interest: Interest,
        ready: @escaping (Readiness) -> Void
    ) {
        self.poller = poller
        self.fd = fd
        self.slot = slot
        self.interest = interest
        self.ready = ready
    }

    /// Watches for something else from now on; `[]` leaves only hang-ups and errors.
    public func modify(_ interest: Interest) throws {
        precondition(!isCancelled, "a cancelled registration can't be modified")
        guard interest != self.interest else { return }
        try poller.modify(self, interest)
        self.interest = interest
    }

    /// Stops watching. Doing it twice is harmless.
    public func cancel() {
        guard !isCancelled else { return }
        isCancelled = true
        ready = nil
        poller.remove(self)
    }
}
