import FoundationEssentials
import LeadlineAPI
import Market
import Reactor
import Synchronization

/// One auction: who was asked, who has answered, and who still may.
///
///     open ──all answered──► closed        open ──deadline──► closed, the silent ones TIMEOUT
///
/// Exactly one result a candidate, in the order of the request. What comes after the close is
/// LATE, and changes nothing.
final class OpenAuction: Sendable {
    /// A campaign that takes part.
    struct Candidate: Sendable {
        let campaign: String
        let buyer: String
        let ceiling: Money?
    }

    /// What became of an answer.
    enum Acceptance {
        /// It counts.
        case taken
        /// It breaks a rule, which it says.
        case invalid(String)
        /// The auction had closed.
        case late(LateAnswer)
        /// This campaign was answered before, or wasn't asked.
        case unasked
    }

    private struct State {
        var results: [WireBidResult?]
        /// The stream that was asked last; nil when there is none.
        var sessions: [BuyerSession?]
        /// What it was asked, encoded, to be asked again on another stream.
        var pings: [Data?]
        var missing: Int
        var isClosed = false
        var closedAt: MonotonicTime?
        var waiter: CheckedContinuation<Void, Never>?
    }

    let ping: String
    let lead: String
    let tenant: TenantID
    let currency: Currency
    let openedAt: MonotonicTime
    let candidates: [Candidate]
    private let state: Mutex<State>

    init(
        ping: String, lead: String, tenant: TenantID, currency: Currency,
        openedAt: MonotonicTime, candidates: [Candidate]
    ) {
        self.ping = ping
        self.lead = lead
        self.tenant = tenant
        self.currency = currency
        self.openedAt = openedAt
        self.candidates = candidates
        state = Mutex(
            State(
                results: Array(repeating: nil, count: candidates.count),
                sessions: Array(repeating: nil, count: candidates.count),
                pings: Array(repeating: nil, count: candidates.count),
                missing: candidates.count))
    }

    /// A bid of a stream. Its price is checked here, where the ceiling and the currency are known.
    func receive(
        _ bid: WireBid, from session: BuyerSession, at now: MonotonicTime, wallMicros: Int64
    ) -> Acceptance {
        guard let place = place(bid.campaignID, session) else { return .unasked }
        let wrong = BidRules.problem(bid, currency: currency, ceiling: candidates[place].ceiling)
        let result = WireBidResult.with {
            $0.campaignID = bid.campaignID
            $0.outcome = wrong == nil ? .bid : .invalid
            $0.price = bid.price
            $0.bidRef = bid.bidRef
            $0.maxSold = max(1, bid.maxSold)
            $0.buyerDisplay = bid.buyerDisplay
            $0.message = wrong ?? ""
            if bid.hasTtl {
                let ttl = bid.ttl.seconds.clamped * 1_000_000 + Int64(bid.ttl.nanos / 1_000)
                $0.expiresAt = .init(microseconds: wallMicros + ttl)
            }
        }
        let acceptance = settle(place, result, at: now)
        if case .taken = acceptance, let wrong { return .invalid(wrong) }
        return acceptance
    }

    /// An explicit refusal to bid.
    func receive(
        _ noBid: WireNoBid, from session: BuyerSession, at now: MonotonicTime
    ) -> Acceptance {
        guard let place = place(noBid.campaignID, session) else { return .unasked }
        let result = WireBidResult.with {
            $0.campaignID = noBid.campaignID
            $0.outcome = .noBid
            $0.partyCode = String(noBid.code.prefix(BiddingLimits.standard.code))
        }
        return settle(place, result, at: now)
    }

    /// The ping didn't reach the candidate, or its stream broke.
    func lost(_ place: Int, _ why: String, at now: MonotonicTime) {
        let result = WireBidResult.with {
            $0.campaignID = candidates[place].campaign
            $0.outcome = .transport
            $0.message = why
        }
        _ = settle(place, result, at: now)
    }

    /// The candidate wasn't asked since it takes no more.
    func declined(_ place: Int, _ code: String, at now: MonotonicTime) {
        let result = WireBidResult.with {
            $0.campaignID = candidates[place].campaign
            $0.outcome = .noBid
            $0.partyCode = code
        }
        _ = settle(place, result, at: now)
    }

    /// The candidate is asked this on this stream.
    func asked(_ place: Int, _ ping: Data, on session: BuyerSession) {
        state.withLock { state in
            state.sessions[place] = session
            state.pings[place] = ping
        }
    }

    func ping(for place: Int) -> Data? { state.withLock { $0.pings[place] } }

    /// Candidates whose answer was awaited on a stream, which has ended.
    func unanswered(on session: BuyerSession) -> [Int] {
        state.withLock { state in
            guard !state.isClosed else { return [] }
            return candidates.indices.filter {
                state.sessions[$0] === session && state.results[$0] == nil
            }
        }
    }

    /// Suspends until everybody has answered or `close` was called.
    func untilClosed() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state -> Bool in
                if !state.isClosed { state.waiter = continuation }
                return state.isClosed
            }
            if isClosed { continuation.resume() }
        }
    }

    /// The deadline: whoever hasn't answered has timed out.
    func close(at now: MonotonicTime) {
        let waiter = state.withLock { state in Self.close(&state, at: now) }
        waiter?.resume()
    }

    /// One result a candidate, in the order of the request.
    func reply() -> WireRunAuctionReply {
        let (results, closedAt) = state.withLock { ($0.results, $0.closedAt ?? openedAt) }
        let wait = (closedAt - openedAt).count
        return .with { reply in
            reply.buyerWaitUs = wait
            reply.results = candidates.indices.map { place in
                results[place]
                    ?? .with {
                        $0.campaignID = candidates[place].campaign
                        $0.outcome = .timeout
                        $0.latencyUs = wait
                    }
            }
        }
    }

    /// What has to be remembered of it once it is closed.
    var closed: ClosedAuction {
        let results = state.withLock { $0.results }
        let silent = zip(candidates, results).compactMap { candidate, result in
            result == nil
                ? ClosedAuction.Silent(campaign: candidate.campaign, buyer: candidate.buyer) : nil
        }
        return ClosedAuction(lead: lead, tenant: tenant, openedAt: openedAt, silent: silent)
    }

    // MARK: Inside

    private func place(_ campaign: String, _ session: BuyerSession) -> Int? {
        candidates.firstIndex { candidate in
            candidate.campaign == campaign && candidate.buyer == session.buyer
        }
    }

    private func settle(
        _ place: Int, _ result: WireBidResult, at now: MonotonicTime
    ) -> Acceptance {
        var result = result
        result.latencyUs = (now - openedAt).count
        let (acceptance, session, waiter) = state.withLock {
            state -> (Acceptance, BuyerSession?, CheckedContinuation<Void, Never>?) in
            guard !state.isClosed else {
                let late = LateAnswer(lead: lead, micros: result.latencyUs)
                return (state.results[place] == nil ? .late(late) : .unasked, nil, nil)
            }
            guard state.results[place] == nil else { return (.unasked, nil, nil) }
            state.results[place] = result
            state.missing -= 1
            let waiter = state.missing == 0 ? Self.close(&state, at: now) : nil
            return (.taken, state.sessions[place], waiter)
        }
        session?.pingSettled()
        waiter?.resume()
        return acceptance
    }

    private static func close(
        _ state: inout State, at now: MonotonicTime
    ) -> CheckedContinuation<Void, Never>? {
        guard !state.isClosed else { return nil }
        state.isClosed = true
        state.closedAt = now
        defer { state.waiter = nil }
        return state.waiter
    }

    /// The streams of candidates that never answered: their pings are unanswered no longer.
    func releaseSilent() {
        let silent = state.withLock { state in
            candidates.indices.filter { state.results[$0] == nil }.map { state.sessions[$0] }
        }
        for session in silent { session?.pingSettled() }
    }
}

extension Int64 {
    /// Seconds of a stranger, kept small enough to calculate with.
    fileprivate var clamped: Int64 { Swift.min(Swift.max(self, 0), 86_400) }
}
