import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost

/// `Auction.Notify`: hands notices to buyers and answers with those that need no repetition
/// (FEATURES F14). Disclosures and voids wait for the buyer's acknowledgement; a loss is done
/// with once it is on its way, since nothing follows from it.
struct Notify: Sendable {
    let exchange: Exchange

    func callAsFunction(
        _ request: WireNotifyRequest, _ context: ServerContext
    ) async throws -> WireNotifyReply {
        // authorize
        let caller = try context.caller()
        // load
        guard request.notices.count <= exchange.limits.notices else {
            throw RPCError(
                .invalidArgument, "At most \(exchange.limits.notices) notices in one call.")
        }
        // step
        let batch = NoticeBatch()
        let awaited = request.notices.compactMap { hand($0, over: caller.tenant, batch) }
        batch.allHandedOver()
        let timer = context.loop.schedule(at: context.loop.now + exchange.limits.noticeWait) {
            batch.timeIsOver()
        }
        let acknowledged = await batch.acknowledgements()
        timer.cancel()
        // commit: nothing; routing forgets what was acknowledged
        exchange.notices.remove(awaited, of: batch)
        // reply
        return .with { $0.acknowledgedIds = acknowledged }
    }

    /// Sends one notice; its key when an acknowledgement is awaited.
    private func hand(
        _ addressed: WireAddressedNotice, over tenant: TenantID, _ batch: NoticeBatch
    ) -> NoticeWaits.NoticeKey? {
        guard
            let session = exchange.sessions.session(
                tenant, buyer: addressed.buyerID, campaign: addressed.campaignID)
        else { return nil }
        let key = NoticeWaits.NoticeKey(
            tenant: tenant, buyer: addressed.buyerID, notice: addressed.noticeID)
        let isAwaited = !addressed.unacknowledged
        if isAwaited {
            batch.expectOne()
            exchange.notices.add(key, to: batch)
        }
        do throws(BuyerSession.Refusal) {
            try session.send(.with { $0.kind = .notice(addressed.notice) })
            if !isAwaited { batch.handedOver(addressed.noticeID) }
        } catch {
            // It stays awaited until the time is over, and is repeated by routing later.
        }
        return isAwaited ? key : nil
    }
}
