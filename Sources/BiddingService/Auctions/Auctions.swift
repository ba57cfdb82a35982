import LeadlineAPI
import Market
import Reactor
import Synchronization

/// The auctions that are open, and what is remembered of those that closed lately, so that a bid
/// for them is LATE rather than unknown.
final class Auctions: Sendable {
    private struct State {
        var open: [PingID: OpenAuction] = [:]
        var closed: [PingID: ClosedAuction] = [:]
        /// Closed ones, oldest first, from `forgotten` on.
        var order: [(at: MonotonicTime, ping: PingID)] = []
        var forgotten = 0
    }

    private let state = Mutex(State())
    private let limits: BiddingLimits

    init(limits: BiddingLimits) {
        self.limits = limits
    }

    /// False when the ping's name is taken: somebody repeats an auction that is known.
    func open(_ auction: OpenAuction) -> Bool {
        state.withLock { state in
            guard state.open[auction.ping] == nil, state.closed[auction.ping] == nil else {
                return false
            }
            state.open[auction.ping] = auction
            return true
        }
    }

    /// A bid of a stream; nil when there is no such ping of its tenant, or it is long over.
    func receive(
        _ bid: WireBid, from session: BuyerSession, at now: MonotonicTime, wallMicros: Int64
    ) -> OpenAuction.Acceptance? {
        switch known(bid.pingID, to: session) {
        case .open(let auction):
            auction.receive(bid, from: session, at: now, wallMicros: wallMicros)
        case .closed(let auction): auction.acceptance(of: bid.campaignID, from: session, at: now)
        case nil: nil
        }
    }

    /// An explicit refusal to bid; nil as above.
    func receive(
        _ noBid: WireNoBid, from session: BuyerSession, at now: MonotonicTime
    ) -> OpenAuction.Acceptance? {
        switch known(noBid.pingID, to: session) {
        case .open(let auction): auction.receive(noBid, from: session, at: now)
        case .closed(let auction): auction.acceptance(of: noBid.campaignID, from: session, at: now)
        case nil: nil
        }
    }

    /// Keeps of a closed auction what is needed for a while, and forgets the oldest.
    func close(_ auction: OpenAuction, at now: MonotonicTime) {
        let closed = auction.closed
        state.withLock { state in
            state.open[auction.ping] = nil
            state.closed[auction.ping] = closed
            state.order.append((now, auction.ping))
            while state.forgotten < state.order.count {
                let oldest = state.order[state.forgotten]
                let isTooMany = state.order.count - state.forgotten > limits.remembered
                guard isTooMany || oldest.at + limits.memory < now else { break }
                state.closed[oldest.ping] = nil
                state.forgotten += 1
            }
            if state.forgotten > 1_024, state.forgotten * 2 > state.order.count {
                state.order.removeFirst(state.forgotten)
                state.forgotten = 0
            }
        }
    }

    /// Those that still wait for answers.
    var open: [OpenAuction] { state.withLock { Array($0.open.values) } }

    private enum Known {
        case open(OpenAuction)
        case closed(ClosedAuction)
    }

    private func known(_ text: String, to session: BuyerSession) -> Known? {
        guard let ping = PingID(text) else { return nil }
        return state.withLock { state in
            if let auction = state.open[ping], auction.tenant == session.tenant {
                return .open(auction)
            }
            if let auction = state.closed[ping], auction.tenant == session.tenant {
                return .closed(auction)
            }
            return nil
        }
    }
}
