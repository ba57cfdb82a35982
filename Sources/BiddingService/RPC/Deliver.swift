import FoundationEssentials
import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost

/// `Auction.Deliver`: tells a buyer that it won, and waits for its answer (FEATURES 7.7). Silence
/// is said as such, never taken for a refusal.
struct Deliver: Sendable {
    let exchange: Exchange

    func callAsFunction(
        _ request: WireDeliverRequest, _ context: ServerContext
    ) async throws -> WireDeliverReply {
        // authorize
        let caller = try context.caller()
        // load
        guard
            let session = exchange.sessions.session(
                caller.tenant, buyer: request.buyerID, campaign: request.campaignID)
        else {
            exchange.figures.delivered(.notConnected)
            return .with { $0.outcome = .notConnected }
        }
        guard let sale = SaleID(request.saleID), let lead = LeadID(request.leadID) else {
            throw RPCError(.invalidArgument, "sale_id and lead_id must be ids.")
        }
        // step
        let key = AwardWaits.SaleKey(tenant: caller.tenant, buyer: request.buyerID, sale: sale)
        exchange.delivered.delivered(key, lead: lead)
        let began = context.loop.now
        let awards = exchange.awards
        let timer = context.loop.schedule(at: began + .milliseconds(Int64(request.timeoutMs))) {
            awards.silent(key)
        }
        var refusal: BuyerSession.Refusal?
        let ack = await awards.answer(to: key, on: session) {
            refusal = Self.send(request.award, to: session)
            return refusal == nil
        }
        timer.cancel()
        // commit: nothing; routing settles the sale
        // reply
        let outcome: WireDeliveryOutcome =
            ack != nil ? .answered : refusal == nil ? .silent : .notConnected
        exchange.figures.delivered(outcome)
        return .with { reply in
            reply.outcome = outcome
            if let ack { reply.ack = ack }
            reply.buyerWaitUs = (context.loop.now - began).count
        }
    }

    private static func send(
        _ award: Data, to session: BuyerSession
    ) -> BuyerSession.Refusal? {
        do throws(BuyerSession.Refusal) {
            try session.send(.with { $0.kind = .award(award) })
            return nil
        } catch {
            return error
        }
    }
}
