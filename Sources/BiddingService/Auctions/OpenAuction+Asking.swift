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
        guard
            let session = sessions.session(
                tenant, buyer: candidate.buyer, campaign: candidate.campaign)
        else { return lost(place, "not connected", at: now) }
        asked(place, ping, on: session)
        do throws(BuyerSession.Refusal) {
            try session.offer(ping, for: candidate.campaign)
        } catch {
            refused(error, place, session, at: now)
        }
    }

    /// A stream ended: its candidates are asked on another one of their buyers, if there is any.
    func streamEnded(
        _ session: BuyerSession, others sessions: BuyerSessions, at now: MonotonicTime
    ) {
        for place in unanswered(on: session) {
            guard let ping = ping(for: place) else { continue }
            ask(place, ping, through: sessions, at: now)
        }
    }

    private func refused(
        _ refusal: BuyerSession.Refusal, _ place: Int, _ session: BuyerSession,
        at now: MonotonicTime
    ) {
        switch refusal {
        case .ended: lost(place, "the stream broke", at: now)
        case .inFlight: lost(place, "too many unanswered pings", at: now)
        case .noCapacity: declined(place, "NO_CAPACITY", at: now)
        case .queueFull:
            lost(place, "the buyer reads too slowly", at: now)
            session.end()
        }
    }
}
