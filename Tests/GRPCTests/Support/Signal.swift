import Synchronization

/// Something that happens once, and that tests wait for instead of sleeping.
final class Signal<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiting: [CheckedContinuation<Value, Never>] = []
    }

    private let state = Mutex(State())

    /// It has happened; only the first time counts.
    func fire(_ value: Value) {
        let waiting = state.withLock { state in
            guard state.value == nil else { return [CheckedContinuation<Value, Never>]() }
            state.value = value
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: value) }
    }

    /// Waits until it has.
    func wait() async -> Value {
        await withCheckedContinuation { continuation in
            let value = state.withLock { state in
                if state.value == nil { state.waiting.append(continuation) }
                return state.value
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}

extension Signal where Value == Void {
    func fire() { fire(()) }
}

/// A counter for any thread, which can be waited on.
final class Tally: Sendable {
    private struct State {
        var count = 0
        var waiting: [(atLeast: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }

    @discardableResult
    func add() -> Int {
        let (count, ready) = state.withLock { state in
            state.count += 1
            let count = state.count
            let ready = state.waiting.filter { $0.atLeast <= count }
            state.waiting.removeAll { $0.atLeast <= count }
            return (count, ready)
        }
        for waiter in ready { waiter.continuation.resume() }
        return count
    }

    func wait(atLeast: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.count >= atLeast { return true }
                state.waiting.append((atLeast, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}
