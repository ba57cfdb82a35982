import FoundationEssentials
import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Synchronization

/// One stream of a buyer: what it serves, and what waits to be sent to it.
///
///     open ──buyer leaves, too many mistakes, too slow, key revoked, we stop──► ended
///
/// Messages are queued, never awaited: a slow buyer must not hold an auction. One task a stream
/// takes them from the queue and writes them. What waits at the end is dropped: routing repeats
/// what must be repeated, on another stream.
final class BuyerSession: Sendable {
    /// Why a message wasn't taken.
    enum Refusal: Error {
        /// The stream has ended.
        case ended
        /// The reader is too slow: its stream has ended with this.
        case queueFull
        /// It has as many unanswered pings as it wants.
        case inFlight
        /// It said that it can take no more for this campaign.
        case noCapacity
    }

    private struct State {
        var queue: [WireOutgoingMessage] = []
        /// The writer, when it waits for something to write.
        var waiter: CheckedContinuation<Void, Never>?
        /// Who waits for the end.
        var endWaiter: CheckedContinuation<Void, Never>?
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
    func send(_ message: WireOutgoingMessage) throws(Refusal) {
        try take { state throws(Refusal) in state.queue.append(message) }
    }

    /// Queues an encoded ping, unless the buyer has enough of them.
    func offer(_ ping: Data, for campaign: String) throws(Refusal) {
        try take { state throws(Refusal) in
            guard state.unanswered < inFlightMax else { throw .inFlight }
            if let left = state.capacity[campaign] {
                guard left > 0 else { throw .noCapacity }
            }
            state.unanswered += 1
            state.queue.append(.with { $0.kind = .ping(ping) })
        }
    }

    private func take(_ append: (inout State) throws(Refusal) -> Void) throws(Refusal) {
        let result = state.withLock { state -> Result<CheckedContinuation<Void, Never>?, Refusal> in
            guard !state.isEnded else { return .failure(.ended) }
            guard state.queue.count < limits.queuedMessages else { return .failure(.queueFull) }
            do throws(Refusal) {
                try append(&state)
            } catch {
                return .failure(error)
            }
            return .success(state.waiter.take())
        }
        if case .failure(.queueFull) = result { end(because: tooSlow) }
        try result.get()?.resume()
    }

    private var tooSlow: RPCError {
        RPCError(
            .resourceExhausted,
            "This stream is read too slowly: \(limits.queuedMessages) messages wait for it.")
    }

    /// Everything queued, as soon as there is something; nil once the stream has ended. What is
    /// queued before the woken writer runs is taken with it.
    func nextMessages() async -> [WireOutgoingMessage]? {
        while true {
            let (messages, isEnded) = state.withLock { state in
                (exchange(&state.queue, with: []), state.isEnded)
            }
            if isEnded { return nil }
            if !messages.isEmpty { return messages }
            await somethingToWrite()
        }
    }

    private func somethingToWrite() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state -> Bool in
                precondition(state.waiter == nil, "a stream has one writer")
                if state.queue.isEmpty, !state.isEnded { state.waiter = continuation }
                return state.waiter == nil
            }
            if isThere { continuation.resume() }
        }
    }

    // MARK: The end

    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Nothing more is sent. True the first time, when the reason counts.
    @discardableResult
    func end(because reason: RPCError? = nil) -> Bool {
        let (first, waiters) = state.withLock { state in
            let first = !state.isEnded
            if first { state.reason = reason }
            state.isEnded = true
            state.queue = []
            return (first, [state.waiter.take(), state.endWaiter.take()])
        }
        for waiter in waiters { waiter?.resume() }
        return first
    }

    /// Suspends until the stream has ended. One task a stream waits for that.
    func untilEnded() async {
        await withCheckedContinuation { continuation in
            let isEnded = state.withLock { state -> Bool in
                precondition(state.endWaiter == nil, "one task waits for a stream's end")
                if !state.isEnded { state.endWaiter = continuation }
                return state.isEnded
            }
            if isEnded { continuation.resume() }
        }
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
