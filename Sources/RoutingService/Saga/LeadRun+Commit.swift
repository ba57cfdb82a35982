import LeadlineAPI
import Market
import Store
import SwiftProtobuf

// Writing down what one step of the reducer changes: one transaction.
extension LeadRun {
    /// Commits the actions that change the database, if there are any.
    mutating func commit(_ actions: [SagaAction]) async throws {
        var step = LeadStep(
            tenant: lead.tenant, lead: lead.id, epoch: lead.epoch, entry: [])
        var isNeeded = false
        for action in actions {
            isNeeded = try await add(action, to: &step) || isNeeded
        }
        guard isNeeded else { return }
        step.entry = entry.bytes
        step.notices = outgoing.map(\.newNotice)
        step.inboxItem = inboxID
        if step.ending == nil { step.leaseMilliseconds = context.store.limits.leaseMilliseconds }
        let outcome = try await context.store.record(step)
        guard outcome == .recorded else { throw SagaInterruption.lost }
        context.figures.committed(actions)
        if step.ending != nil { stages.ended(.end, at: context.loop.now) }
        entry = EncodedJournalEntry()
        if step.decision != nil { decision.stored(saga) }
        inboxID = nil
        if let campaign = freed(by: actions) { context.hints.released(campaign) }
        context.notices.send(outgoing)
        outgoing = []
    }

    /// Adds what an action changes; false when it changes nothing here.
    private mutating func add(_ action: SagaAction, to step: inout LeadStep) async throws -> Bool {
        let market = try anyMarket()
        switch action {
        case .confirm(let award, let posting, let reference):
            let posting = posting.map {
                NewPosting(
                    $0, buyer: award.buyer.wire(in: market), seller: award.seller.wire(in: market))
            }
            step.sale = SaleMove(
                award.sale, .confirm(reference: reference, posting: posting))
            note(
                .confirmed(
                    WireSaleConfirmed(
                        award, reference: reference, buyerWaitMicros: answerWaitMicros,
                        in: market)))
            try await disclose(award, in: market)
        case .reject(let award, let reason):
            step.sale = SaleMove(award.sale, .decline)
            note(
                .declined(
                    WireSaleDeclined(
                        award, reason, buyerWaitMicros: answerWaitMicros, in: market)))
        case .markUnknown(let award, let graceUntil):
            step.sale = SaleMove(award.sale, .suspend(graceUntilMicros: graceUntil))
            note(.unknown(WireSaleUnknown(award, graceUntilMicros: graceUntil, in: market)))
        case .void(let award, let reason):
            step.sale = SaleMove(award.sale, .void)
            note(.voided(WireSaleVoided(award, reason, in: market)))
            outgoing.append(.void(context.ids.next(), award, reason, lead, in: market))
        case .noteLateAnswer(let award, let answer, let state):
            note(.lateAnswer(WireLateAnswer(award, answer, state)))
        case .finish(let result):
            try finish(result, &step, in: market)
        case .assess, .openAuction, .award, .deliver:
            return false
        }
        return true
    }

    private mutating func disclose(_ award: Award, in market: Snapshot) async throws {
        guard award.disclosure == .onConfirm, !award.test else { return }
        let full = context.letters.disclosure(award, lead, try await opened(), in: market)
        outgoing.append(
            .disclosure(context.ids.next(), award, lead, full: full, in: market))
    }

    private mutating func finish(
        _ result: LeadResult, _ step: inout LeadStep, in market: Snapshot
    ) throws {
        let now = context.clock.microseconds()
        let timing = stages.timing(totalMicros: max(0, now - lead.receivedAtMicros))
        note(.finished(WireLeadFinished(result, timing: timing)))
        reply = answer(result, timing, completedAtMicros: now).directBytes()
        step.ending = LeadEnding(result.outcome, reply: reply)
        step.score = result.score > 0 ? result.score : nil
        if self.market?.version == saga.assessment?.marketVersion || !saga.sales.isEmpty {
            step.decision = try decided()
        }
        if result.losses.isEmpty { return }
        // The losers are told by the row that tells the buyer, where there is one.
        if outgoing.isEmpty {
            outgoing.append(OutgoingNotice(context.ids.next(), .losses, lead))
        }
        outgoing[outgoing.count - 1].add(result.losses, in: market)
    }

    private func answer(
        _ result: LeadResult, _ timing: WireTiming, completedAtMicros: Int64
    ) -> WireSubmitReply {
        var answer = WireSubmitReply(result, lead: lead.id)
        if lead.request.hasSubIds { answer.subIds = lead.request.subIds }
        answer.flags = lead.request.flags
        answer.receivedAt = lead.facts.receivedAt
        answer.completedAt = .init(microseconds: completedAtMicros)
        answer.timing = timing
        answer.test = lead.facts.test
        return answer
    }

    /// The campaign whose cap has room again.
    private func freed(by actions: [SagaAction]) -> CampaignID? {
        for action in actions {
            switch action {
            case .reject(let award, _), .void(let award, _): return award.campaign
            default: continue
            }
        }
        return nil
    }
}

extension OutgoingNotice {
    /// As the outbox keeps it.
    var newNotice: NewNotice {
        NewNotice(
            id: id, kind: NoticeKind(rawValue: kind.rawValue), buyer: buyer,
            body: stored.directBytes(expecting: 2_048))
    }
}
