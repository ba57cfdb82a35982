import Market
import Synchronization

/// Notices that were sent and are to be acknowledged, by buyer and notice.
final class NoticeWaits: Sendable {
    struct NoticeKey: Hashable {
        let tenant: TenantID
        let buyer: String
        let notice: String
    }

    private let waits = Mutex<[NoticeKey: NoticeBatch]>([:])

    func add(_ key: NoticeKey, to batch: NoticeBatch) {
        waits.withLock { $0[key] = batch }
    }

    func acknowledged(_ key: NoticeKey) {
        let batch = waits.withLock { $0.removeValue(forKey: key) }
        batch?.acknowledged(key.notice)
    }

    func remove(_ keys: [NoticeKey], of batch: NoticeBatch) {
        waits.withLock { waits in
            for key in keys where waits[key] === batch { waits[key] = nil }
        }
    }
}

/// The notices of one call, until all are acknowledged or the time is over.
///
///     handing over ──allHandedOver──► waiting ──all acknowledged──► over
///             └──────────────time is over──────┴──time is over──────► over
///
/// An acknowledgement may come, on another loop, while others are still handed over.
final class NoticeBatch: Sendable {
    private struct State {
        var acknowledged: [String] = []
        /// Awaited acknowledgements, and one more while notices are handed over.
        var missing = 1
        var isOver = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// One more is awaited.
    func expectOne() { state.withLock { $0.missing += 1 } }

    /// It needn't be awaited: it was handed over, and that is enough.
    func handedOver(_ notice: String) { state.withLock { $0.acknowledged.append(notice) } }

    func acknowledged(_ notice: String) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.acknowledged.append(notice)
            return Self.oneLess(&state)
        }
        waiter?.resume()
    }

    /// No more is expected than has been.
    func allHandedOver() {
        state.withLock { state in Self.oneLess(&state) }?.resume()
    }

    func timeIsOver() {
        state.withLock { state in Self.end(&state) }?.resume()
    }

    /// Suspends until all that was expected is acknowledged, or the time is over.
    func acknowledgements() async -> [String] {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isOver = state.withLock { state -> Bool in
                if state.isOver { return true }
                state.waiter = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
        return state.withLock { $0.acknowledged }
    }

    private static func oneLess(_ state: inout State) -> CheckedContinuation<Void, Never>? {
        state.missing -= 1
        return state.missing == 0 ? end(&state) : nil
    }

    private static func end(_ state: inout State) -> CheckedContinuation<Void, Never>? {
        state.isOver = true
        defer { state.waiter = nil }
        return state.waiter
    }
}
