import Synchronization

/// Calls that last as long as their clients please, and that end when the server stops: else a
/// client that asks nothing would hold the stop until its grace is over.
final class LastingCalls: Sendable {
    private struct State {
        var open: [ObjectIdentifier: ServerCallContext] = [:]
        var isOver = false
    }

    private static let stopping = RPCError(.unavailable, "The server is shutting down.")

    private let state = Mutex(State())

    /// - Throws: UNAVAILABLE when the server stops already.
    func begin(_ context: ServerContext) throws(RPCError) {
        let isOver = state.withLock { state in
            if !state.isOver { state.open[ObjectIdentifier(context.call)] = context.call }
            return state.isOver
        }
        if isOver { throw Self.stopping }
    }

    func didEnd(_ context: ServerContext) {
        state.withLock { $0.open[ObjectIdentifier(context.call)] = nil }
    }

    /// Ends those that are open with UNAVAILABLE, and lets none begin.
    func end() {
        let open = state.withLock { state in
            state.isOver = true
            return Array(state.open.values)
        }
        for call in open { call.end(Self.stopping) }
    }
}
