/// Tasks that wait for something on a loop: for a message to read, or for room to write.
/// Loop-bound.
struct Waiters {
    private var waiting: [Waiter] = []

    mutating func add(_ waiter: Waiter) {
        waiting.append(waiter)
    }

    mutating func remove(_ waiter: Waiter) {
        waiting.removeAll { $0 === waiter }
    }

    /// Lets all of them look again.
    mutating func resumeAll() {
        guard !waiting.isEmpty else { return }
        let woken = waiting
        waiting = []
        for waiter in woken { waiter.resume() }
    }
}

/// One task that waits.
///
///     new ──park──► parked ──resume──► done        new ──resume──► done ──park──► done
///
/// `@unchecked Sendable`: every member runs on one loop; the class only travels there.
final class Waiter: @unchecked Sendable {
    private var continuation: UnsafeContinuation<Void, Never>?
    private var isDone = false

    /// Whether it waits now; `false` when it was resumed before, and so goes on at once.
    func park(_ continuation: UnsafeContinuation<Void, Never>) -> Bool {
        guard !isDone else {
            continuation.resume()
            return false
        }
        self.continuation = continuation
        return true
    }

    func resume() {
        isDone = true
        continuation?.resume()
        continuation = nil
    }
}
