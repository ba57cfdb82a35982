import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Synchronization

/// One stream of a buyer: what it serves, and what waits to be sent to it.
///
///     open ──buyer leaves, too many mistakes, too slow──► ended
///
/// Messages are queued, never awaited: a slow buyer must not hold an auction. One task a stream
/// takes them from the queue and writes them.
final class BuyerSession: Sendable {
    /// Why a message wasn't taken.
    enum Refusal: Error {
        /// The stream has ended.
        case ended
        /// The reader is too slow: its stream ends.
        case queueFull
        /// It has as many unanswered pings as it wants.
        case inFlight
        /// It said that it can take no more for this campaign.
        case noCapacity
    }

    private struct State {
        var queue: [WireExchangeMessage] = []
        var waiter: CheckedContinuation<[WireExchangeMessage]?, Never>?
        var isEnded = false
        var reason: RPCError?
        var unanswered = 0
        var mistakes = 0
        var capacity: [String: Int32] = [:]
    }

    /// Names it, for support.
    let id: Identifier
    /// Who opened it.
    let caller: Caller
    /// The campaigns that it serves; empty means all of the buyer's.
    let campaigns: Set<String>
    let inFlightMax: Int
    private let limits: BiddingLimits
    private let state = Mutex(State())

    init(
        id: Identifier, caller: Caller, campaigns: Set<String>, inFlightMax: Int,
        limits: BiddingLimits
    ) {
        self.id = id
        self.caller = caller
        self.campaigns = campaigns
        self.inFlightMax = inFlightMax
        self.limits = limits
    }

    var tenant: TenantID { caller.tenant }

    /// The buyer's key in the market.
    var buyer: String { caller.party }

    func serves(_ campaign: String) -> Bool { campaigns.isEmpty || campaigns.contains(campaign) }

    // MARK: Sending

    /// Queues a message.
    func send(_ message: WireExchangeMessage) throws(Refusal) {
        try take { state throws(Refusal) in state.queue.append(message) }
    }

    /// Queues a ping, unless the buyer has enough of them.
    func offer(_ ping: WirePing) throws(Refusal) {
        try take { state throws(Refusal) in
            guard state.unanswered < inFlightMax else { throw .inFlight }
            if let left = state.capacity[ping.campaignID] {
                guard left > 0 else { throw .noCapacity }
            }
            state.unanswered += 1
            state.queue.append(.with { $0.ping = ping })
        }
    }

    private func take(_ append: (inout State) throws(Refusal) -> Void) throws(Refusal) {
        let result = state.withLock { state -> Result<Wake, Refusal> in
            guard !state.isEnded else { return .failure(.ended) }
            guard state.queue.count < limits.queuedMessages else { return .failure(.queueFull) }
            do throws(Refusal) {
                try append(&state)
            } catch {
                return .failure(error)
            }
            return .success(Wake.taking(&state.queue, &state.waiter))
        }
        try result.get().resume()
    }

    /// Everything queued, as soon as there is something; nil once the stream has ended.
    func nextMessages() async -> [WireExchangeMessage]? {
        await withCheckedContinuation { continuation in
            let wake = state.withLock { state -> Wake in
                precondition(state.waiter == nil, "a stream has one writer")
                if !state.queue.isEmpty {
                    defer { state.queue.removeAll(keepingCapacity: true) }
                    return Wake(waiter: continuation, messages: state.queue)
                }
                if state.isEnded { return Wake(waiter: continuation, messages: nil) }
                state.waiter = continuation
                return Wake(waiter: nil, messages: nil)
            }
            wake.resume()
        }
    }

    /// Nothing more is sent. True the first time, when the reason counts.
    @discardableResult
    func end(because reason: RPCError? = nil) -> Bool {
        let (first, wake) = state.withLock { state -> (Bool, Wake) in
            let first = !state.isEnded
            if first { state.reason = reason }
            state.isEnded = true
            defer { state.waiter = nil }
            return (first, Wake(waiter: state.waiter, messages: nil))
        }
        wake.resume()
        return first
    }

    /// What its buyer is told at its end.
    var ending: RPCError {
        state.withLock { $0.reason }
            ?? RPCError(.unavailable, "The exchange ended this stream; connect again.")
    }

    // MARK: What the buyer says

    /// A ping was answered, or its auction closed.
    func pingSettled() {
        state.withLock { state in state.unanswered = max(0, state.unanswered - 1) }
    }

    func setCapacity(_ campaign: String, _ available: Int32) {
        state.withLock { state in
            guard state.capacity[campaign] != nil || state.capacity.count < 1_000 else { return }
            state.capacity[campaign] = available
        }
    }

    /// Counts a message that can't be used, and tells the buyer; false when it was one too many.
    func mistake(_ code: WireReasonCode, _ message: String, about subject: String = "") -> Bool {
        try? send(
            .with {
                $0.error = .with {
                    $0.code = code
                    $0.message = message
                    $0.subjectID = subject
                }
            })
        return state.withLock { state in
            state.mistakes += 1
            return state.mistakes <= limits.mistakes
        }
    }
}

/// A writer to be woken outside the lock, with what it waited for.
private struct Wake {
    let waiter: CheckedContinuation<[WireExchangeMessage]?, Never>?
    let messages: [WireExchangeMessage]?

    static func taking(
        _ queue: inout [WireExchangeMessage],
        _ waiter: inout CheckedContinuation<[WireExchangeMessage]?, Never>?
    ) -> Wake {
        guard let waiting = waiter else { return Wake(waiter: nil, messages: nil) }
        waiter = nil
        defer { queue.removeAll(keepingCapacity: true) }
        return Wake(waiter: waiting, messages: queue)
    }

    func resume() { waiter?.resume(returning: messages) }
}
