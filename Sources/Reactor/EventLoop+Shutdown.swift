extension EventLoop {
    /// Stops the loop once all that is queued has run. From another thread it returns when the
    /// thread has ended; from the loop itself it only asks. Again is harmless.
    ///
    /// Waiting timers don't fire, `sleep` throws CancellationError, registrations are cancelled
    /// (their descriptors stay the owners'). Later work is dropped, so whoever still awaits a
    /// job on this loop waits for ever: stop what uses a loop before the loop.
    public func shutdown() {
        if isCurrent {
            isStopping = true
            return
        }
        inbox.deliver(.body { self.isStopping = true })
        identity.join()
    }
}
