import GRPC
import LeadlineAPI
import Logging
import Reactor
import ServiceHost
import SwiftProtobuf
import Synchronization

/// Hands notices to bidding at once, several calls side by side, and forgets those that were
/// acknowledged. What isn't stays in the outbox, and is due again later.
final class NoticeSender: Sendable {
    private struct State {
        var queue: [OutgoingNotice] = []
        var calls = 0
    }

    private let state = Mutex(State())
    private let peers: Peers
    private let store: any NoticeStore
    private let loop: EventLoop
    private let limits: RoutingLimits
    private let ids: LeadIDs
    private let logger: Logger

    init(
        peers: Peers, store: any NoticeStore, loop: EventLoop, limits: RoutingLimits,
        ids: LeadIDs, logger: Logger
    ) {
        self.peers = peers
        self.store = store
        self.loop = loop
        self.limits = limits
        self.ids = ids
        self.logger = logger
    }

    /// Queues notices. When too many wait, the outbox brings them back later.
    func send(_ notices: [OutgoingNotice]) {
        guard !notices.isEmpty else { return }
        let starts = state.withLock { state -> Bool in
            guard state.queue.count + notices.count <= limits.noticesQueued else { return false }
            state.queue.append(contentsOf: notices)
            guard state.calls < limits.noticeCalls else { return false }
            state.calls += 1
            return true
        }
        guard starts else { return }
        Task(executorPreference: loop) { [self] in
            // Notices of many leads travel together: they belong to nobody's trace.
            await TraceContext.$current.withValue(nil) {
                while let batch = nextBatch() { await deliver(batch) }
            }
        }
    }

    /// Notices of one tenant; nil ends the caller's turn.
    private func nextBatch() -> [OutgoingNotice]? {
        state.withLock { state in
            guard let tenant = state.queue.first?.tenant else {
                state.calls -= 1
                return nil
            }
            var batch: [OutgoingNotice] = []
            var size = 0
            for notice in state.queue {
                size += notice.count
                guard notice.tenant == tenant, batch.isEmpty || size <= limits.noticesAtOnce
                else { break }
                batch.append(notice)
            }
            state.queue.removeFirst(batch.count)
            return batch
        }
    }

    private func deliver(_ batch: [OutgoingNotice]) async {
        let request = WireNotifyRequest.with { request in
            request.notices = batch.flatMap(\.sent.notices)
        }
        do {
            let reply = try await peers.notify(request, batch[0].tenant)
            let acknowledged = Set(reply.acknowledgedIds)
            for notice in batch { settle(notice, left: notice.remaining(acknowledged)) }
        } catch {
            logger.debug("notices wait for their next turn", metadata: ["error": "\(error)"])
        }
    }

    /// Forgets an acknowledged notice, or what of it was acknowledged. Each in a task of its own,
    /// so that they share a commit.
    private func settle(_ notice: OutgoingNotice, left: [WireAddressedNotice]) {
        guard left.count < notice.count else { return }
        let rest = WireNotifyRequest.with { $0.notices = left }
        Task(executorPreference: loop) { [store, ids, logger] in
            do {
                if left.isEmpty {
                    try await store.settle(notice, rest: nil)
                } else if notice.kind == .disclosure, left.allSatisfy(\.unacknowledged) {
                    // Disclosed, and so it is journaled; some of the losers aren't there.
                    let row = OutgoingNotice(
                        id: ids.next(), tenant: notice.tenant, lead: notice.lead, kind: .losses,
                        stored: rest)
                    try await store.settle(notice, rest: row.newNotice)
                } else {
                    try await store.shorten(notice, to: rest)
                }
            } catch {
                logger.debug(
                    "an acknowledged notice is sent again", metadata: ["error": "\(error)"])
            }
        }
    }
}
