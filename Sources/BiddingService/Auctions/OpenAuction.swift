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
        /// It breaks a rule, which this says.
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

    let ping: PingID
    let lead: LeadID
    let tenant: TenantID
    let currency: Currency
    let openedAt: MonotonicTime
    let candidates: [Candidate]
    private let state: Mutex<State>

    init(
        ping: PingID, lead: LeadID, tenant: TenantID, currency: Currency,
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
    /// Of a bid that breaks a rule only the price is kept: the rest may be of any length.
    func receive(
        _ bid: WireBid, from session: BuyerSession, at now: MonotonicTime, wallMicros: Int64
    ) -> Acceptance {
        guard let place = place(bid.campaignID, session) else { return .unasked }
        let rules = BidRules(currency: currency, ceiling: candidates[place].ceiling)
        var result = WireBidResult()
        result.campaignID = candidates[place].campaign
        var wrong: String?
        do throws(WireError) {
            result.fill(try rules.read(bid, nowMicros: wallMicros))
        } catch {
            wrong = error.description
            result.outcome = .invalid
            result.message = error.description
            if let price = bid.readablePrice { result.price = price.wire }
        }
        return settle(place, result, at: now, mistake: wrong)
    }

    /// An explicit refusal to bid. It counts even if its code can't be kept.
    func receive(
        _ noBid: WireNoBid, from session: BuyerSession, at now: MonotonicTime
    ) -> Acceptance {
        guard let place = place(noBid.campaignID, session) else { return .unasked }
        var result = WireBidResult()
        result.campaignID = candidates[place].campaign
        result.outcome = .noBid
        var wrong: String?
        do throws(WireError) {
            try BuyerText.code.check(noBid.code)
            result.partyCode = noBid.code
        } catch {
            wrong = error.description
        }
        return settle(place, result, at: now, mistake: wrong)
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

    /// Offers the candidate its ping on this stream. What is refused leaves no trace: only the
    /// stream that took a ping is told when it is settled.
    func offer(
        _ place: Int, _ ping: Data, on session: BuyerSession
    ) throws(BuyerSession.Refusal) {
        // Under the lock, so that no answer, end or close comes in between.
        try state.withLock { state throws(BuyerSession.Refusal) in
            guard !state.isClosed, state.results[place] == nil else { return }
            try session.offer(ping, for: candidates[place].campaign)
            state.sessions[place] = session
            state.pings[place] = ping
        }
    }

    /// Takes from a stream, which has ended, the candidates whose answer was awaited on it, with
    /// their pings.
    func takeUnanswered(of session: BuyerSession) -> [(place: Int, ping: Data)] {
        state.withLock { state in
            guard !state.isClosed else { return [] }
            var taken: [(place: Int, ping: Data)] = []
            for place in candidates.indices
            where state.sessions[place] === session && state.results[place] == nil {
                state.sessions[place] = nil
                if let ping = state.pings[place] { taken.append((place, ping)) }
            }
            return taken
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
        _ place: Int, _ result: WireBidResult, at now: MonotonicTime, mistake: String? = nil
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
            return (mistake.map { .invalid($0) } ?? .taken, state.sessions[place], waiter)
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

extension WireBidResult {
    /// A bid that can be used.
    fileprivate mutating func fill(_ bid: Bid) {
        outcome = .bid
        price = bid.price.wire
        bidRef = bid.reference
        maxSold = Int32(clamping: bid.maxSold)
        buyerDisplay = bid.display
        if let expiry = bid.expiresAtMicros { expiresAt = .init(microseconds: expiry) }
    }
}
