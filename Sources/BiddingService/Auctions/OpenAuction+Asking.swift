import FoundationEssentials
import Market
import Reactor

extension OpenAuction {
    /// Pings a candidate on one of its buyer's streams. When there is none, or none takes it, that
    /// is the candidate's result.
    func ask(
        _ place: Int, _ ping: Data, through sessions: BuyerSessions, at now: MonotonicTime
    ) {
        let candidate = candidates[place]
        while let session = sessions.session(
            tenant, buyer: candidate.buyer, campaign: candidate.campaign)
        {
            do throws(BuyerSession.Refusal) {
                return try offer(place, ping, on: session)
            } catch {
                switch error {
                case .ended: continue  // Meanwhile; it won't be chosen again.
                case .inFlight: return lost(place, "too many unanswered pings", at: now)
                case .noCapacity: return declined(place, "NO_CAPACITY", at: now)
                case .queueFull: return lost(place, "the buyer reads too slowly", at: now)
                }
            }
        }
        lost(place, "not connected", at: now)
    }

    /// A stream ended: its candidates are asked on another one of their buyers, if there is any.
    func streamEnded(
        _ session: BuyerSession, others sessions: BuyerSessions, at now: MonotonicTime
    ) {
        for (place, ping) in takeUnanswered(of: session) {
            ask(place, ping, through: sessions, at: now)
        }
    }
}
