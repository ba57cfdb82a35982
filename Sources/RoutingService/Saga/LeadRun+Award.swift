import GRPC
import LeadlineAPI
import Market
import Reactor
import Store
import SwiftProtobuf

// Awarding the lead, and asking its buyer.
extension LeadRun {
    /// Reserves and inserts the sale. A full cap or a taken slot is the reducer's business.
    mutating func award(_ award: Award) async throws -> SagaEvent {
        let snapshot = try assessedMarket()
        guard let campaign = snapshot.campaign(award.campaign) else {
            throw SagaInterruption.marketGone
        }
        var granted = entry
        granted.add(
            .awarded(WireSaleAwarded(award, in: snapshot)), atMicros: context.clock.microseconds())
        let outcome = try await context.store.award(
            NewSale(
                tenant: lead.tenant, lead: lead.id, epoch: lead.epoch, sale: award.sale,
                slot: award.slot, buyer: award.buyer.wire(in: snapshot), campaign: campaign.key,
                split: award.split, maxSold: award.maxSold, bidReference: award.reference,
                caps: award.test ? [] : claims(of: campaign),
                award: try StoredAward.bytes(of: award, in: snapshot),
                score: saga.assessment?.score ?? 0,
                decision: try decided(),
                entry: granted.bytes,
                leaseMilliseconds: context.store.limits.leaseMilliseconds))
        stages.ended(.award, at: context.loop.now)
        switch outcome {
        case .granted:
            context.figures.awarded("granted")
            entry = EncodedJournalEntry()
            decision.stored(saga)
            deliveries = 0
            context.served.served(award.campaign, atMicros: context.clock.microseconds())
            return .awardGranted(award.sale)
        case .refused(let cap):
            context.figures.awarded("cap")
            let reason = Reason(.capSold, .subject(cap))
            context.hints.full(award.campaign, reason, at: context.loop.now)
            return refused(award, reason, in: snapshot)
        case .slotTaken, .buyerHasIt:
            context.figures.awarded("taken")
            return refused(award, Reason(.alreadySoldHere), in: snapshot)
        case .staleLease, .settled, .otherTerms: throw SagaInterruption.lost
        }
    }

    private mutating func refused(
        _ award: Award, _ reason: Reason, in snapshot: Snapshot
    ) -> SagaEvent {
        note(.awardRefused(WireAwardRefused(award, reason, in: snapshot)))
        return .awardRefused(award.sale, reason)
    }

    private func claims(of campaign: Campaign) -> [CapClaim] {
        let now = context.clock.microseconds()
        return campaign.caps.filter { $0.basis == .sold }.map { cap in
            CapClaim(
                cap: cap.key,
                window: context.windows.name(of: cap.window, zone: cap.timeZone, atMicros: now),
                limit: cap.limit)
        }
    }

    /// Tells the buyer, and waits for its answer.
    mutating func deliver(_ award: Award) async throws -> SagaEvent {
        let isFirst = deliveries == 0 && saga.stage == .delivering(award.sale) && !isResumed
        switch try await deliverOnce(award) {
        case .answered(let answer): return .answered(award.sale, answer)
        case .notSent where isFirst:
            // The buyer never saw it: no doubt about what it will say.
            return .answered(award.sale, .error(code: "NOT_CONNECTED"))
        case .silent, .notSent:
            guard case .silent = saga.stage else { return .silence(award.sale) }
            let until = saga.sales.last { $0.award.sale == award.sale }?.graceUntilMicros
            return try await askAgain(award, untilMicros: until ?? 0)
        }
    }

    /// Asks a silent buyer again and again, until it answers or its grace runs out. However the
    /// time of day steps, that takes no longer than the award's grace.
    mutating func askAgain(_ award: Award, untilMicros: Int64) async throws -> SagaEvent {
        let grace = min(
            untilMicros - context.clock.microseconds(), award.delivery.graceMilliseconds * 1_000)
        let end = context.loop.now + Microseconds(max(0, grace))
        while true {
            let left = end - context.loop.now
            guard left > 0 else { return .graceExpired(award.sale) }
            let pause = min(context.limits.redelivery, left)
            if let word = try await mailbox.word(within: pause, on: context.loop),
                word.sale == award.sale
            {
                inboxID = word.inboxID
                return .answered(award.sale, word.answer)
            }
            if case .answered(let answer) = try await deliverOnce(award) {
                return .answered(award.sale, answer)
            }
        }
    }

    private enum Delivery {
        case answered(BuyerAnswer)
        case silent
        case notSent
    }

    private mutating func deliverOnce(_ award: Award) async throws -> Delivery {
        let snapshot = try anyMarket()
        let timeout = award.delivery.timeoutMilliseconds
        let letter = context.letters.award(
            award, lead, try await opened(), redelivery: deliveries,
            expiresAtMicros: context.clock.microseconds() + timeout * 1_000, in: snapshot)
        deliveries += 1
        let request = WireDeliverRequest.with {
            $0.buyerID = award.buyer.wire(in: snapshot)
            $0.award = letter.directData()
            $0.timeoutMs = Int32(clamping: timeout)
            $0.leadID = lead.id.wire
            $0.saleID = letter.saleID
            $0.campaignID = letter.campaignID
        }
        let reply: WireDeliverReply
        do {
            reply = try await context.peers.deliver(request, lead.tenant)
        } catch {
            // Nobody knows whether it was sent: silence, never a refusal.
            context.logger.warning(
                "delivery failed", metadata: ["lead": "\(lead.id)", "error": "\(error)"])
            stages.ended(.deliver, at: context.loop.now)
            return .silent
        }
        stages.ended(.deliver, at: context.loop.now)
        stages.waited(micros: reply.buyerWaitUs)
        answerWaitMicros = reply.buyerWaitUs
        switch reply.outcome {
        case .answered: return read(reply.ack, of: award.sale)
        case .notConnected: return .notSent
        default: return .silent
        }
    }

    /// What a buyer answered. An answer that can't be read, or be stored, is silence: it may have
    /// been a yes, so the sale is kept open and the buyer asked again, and its grace ends the
    /// matter. Bidding refuses such answers too; here they would keep the lead from ever ending.
    private func read(_ ack: WireAwardAck, of sale: SaleID) -> Delivery {
        do {
            return .answered(try BuyerAnswer(heard: ack))
        } catch {
            context.logger.warning(
                "a buyer's answer can't be read; it is asked again",
                metadata: ["lead": "\(lead.id)", "sale": "\(sale)", "error": "\(error)"])
            return .silent
        }
    }
}
