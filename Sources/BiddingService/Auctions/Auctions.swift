import Market
import Reactor
import Synchronization

/// The auctions that are open, and those that closed so recently that a bid for them is LATE
/// rather than unknown.
final class Auctions: Sendable {
    private struct State {
        var byPing: [String: OpenAuction] = [:]
        /// Closed ones, oldest first, from `forgotten` on.
        var closed: [(at: MonotonicTime, ping: String)] = []
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
            guard state.byPing[auction.ping] == nil else { return false }
            state.byPing[auction.ping] = auction
            return true
        }
    }

    func auction(_ ping: String) -> OpenAuction? {
        state.withLock { $0.byPing[ping] }
    }

    /// Keeps a closed auction for a while, and forgets the oldest.
    func closed(_ auction: OpenAuction, at now: MonotonicTime) {
        state.withLock { state in
            state.closed.append((now, auction.ping))
            while state.forgotten < state.closed.count {
                let oldest = state.closed[state.forgotten]
                let isTooMany = state.closed.count - state.forgotten > limits.remembered
                guard isTooMany || oldest.at + limits.memory < now else { break }
                state.byPing[oldest.ping] = nil
                state.forgotten += 1
            }
            if state.forgotten > 1_024, state.forgotten * 2 > state.closed.count {
                state.closed.removeFirst(state.forgotten)
                state.forgotten = 0
            }
        }
    }

    /// Every auction that isn't forgotten.
    var all: [OpenAuction] { state.withLock { Array($0.byPing.values) } }
}
