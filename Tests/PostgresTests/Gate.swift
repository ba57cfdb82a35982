import Synchronization

/// A gate that is shut until somebody opens it: how tests wait for each other without sleeping.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>(
        (false, []))

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// A value that several tasks change.
final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) { state = Mutex(value) }

    var value: Value { state.withLock { $0 } }

    @discardableResult
    func change<R: Sendable>(_ body: @Sendable (inout Value) -> R) -> R {
        state.withLock { body(&$0) }
    }
}

/// Counts, from any thread.
final class Counter: Sendable {
    private let count = Shared(0)

    var value: Int { count.value }

    /// - Returns: the new value
    @discardableResult
    func add() -> Int {
        count.change { count in
            count += 1
            return count
        }
    }
}
