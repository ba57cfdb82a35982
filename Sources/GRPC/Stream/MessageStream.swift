import Reactor

/// What reading and writing messages need of a call, at either end. Everything but `loop` is
/// touched on the loop only.
protocol MessageStream: AnyObject, Sendable {
    var loop: EventLoop { get }
    var readers: Waiters { get set }
    var writers: Waiters { get set }

    /// Whether the next read or write would do something, if only throw.
    func isReady(_ direction: StreamDirection) -> Bool
}

/// What a task waits for.
enum StreamDirection: Sendable {
    case read
    case write
    /// The response's headers; woken with the readers.
    case headers
}

extension MessageStream {
    /// Runs `body` on the loop: at once when already there, as handlers are.
    func onLoop<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        if loop.isCurrent { return try body() }
        return try await withUnsafeThrowingContinuation { continuation in
            loop.execute { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Suspends until the direction may be ready, or the task is cancelled. From any thread; the
    /// caller looks again, because others may have been quicker.
    func wait(_ direction: StreamDirection) async {
        let waiter = Waiter()
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                if loop.isCurrent {
                    park(waiter, continuation, direction)
                } else {
                    loop.execute { self.park(waiter, continuation, direction) }
                }
            }
        } onCancel: {
            loop.execute { self.unpark(waiter, direction) }
        }
    }

    private func park(
        _ waiter: Waiter, _ continuation: UnsafeContinuation<Void, Never>,
        _ direction: StreamDirection
    ) {
        guard !isReady(direction) else { return continuation.resume() }
        guard waiter.park(continuation) else { return }
        switch direction {
        case .read, .headers: readers.add(waiter)
        case .write: writers.add(waiter)
        }
    }

    private func unpark(_ waiter: Waiter, _ direction: StreamDirection) {
        switch direction {
        case .read, .headers: readers.remove(waiter)
        case .write: writers.remove(waiter)
        }
        waiter.resume()
    }
}

/// What one look for a message found.
enum Pulled<Value: Sendable>: Sendable {
    case message(Value)
    /// The peer has said all.
    case end
    case nothingYet
}
