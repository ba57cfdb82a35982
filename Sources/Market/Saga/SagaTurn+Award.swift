extension SagaTurn {
    /// Awards the lead to the best of the last round that wasn't tried; goes on through the tree
    /// when there is none.
    mutating func awardNext(_ market: Snapshot) throws(SagaError) {
        let round = saga.rounds.count - 1
        let bids = saga.rounds[round].ranking?.bids ?? []
        while saga.rounds[round].next < bids.count {
            let ranked = bids[saga.rounds[round].next]
            saga.rounds[round].next += 1
            if let expiry = ranked.bid.expiresAtMicros, expiry <= nowMicros {
                saga.refusals.append(CampaignRefusal(ranked.campaign, Reason(.offerExpired)))
                continue
            }
            let award = try award(ranked, saga.rounds[round], market)
            saga.attempts += 1
            saga.stage = .awarding(award)
            actions.append(.award(award))
            return
        }
        try advance()
    }

    private func award(
        _ ranked: RankedBid, _ round: AuctionRound, _ market: Snapshot
    ) throws(SagaError) -> Award {
        guard let campaign = market.campaign(ranked.campaign),
            let channel = market.channel(start.channel)
        else { throw .wrongMarket }
        return Award(
            sale: .of(lead: start.lead, slot: 0, attempt: saga.attempts), lead: start.lead,
            slot: 0, attempt: saga.attempts, campaign: campaign.id, buyer: ranked.buyer,
            seller: market.sellers[channel.seller].id, group: market.tree[round.group].id,
            ping: campaign.price.knownPrice == nil ? round.ping : nil, split: ranked.split,
            reference: ranked.bid.reference, display: ranked.bid.display, maxSold: 1,
            disclosure: campaign.disclosure, delivery: campaign.delivery,
            test: start.test || channel.mode == .test)
    }

    mutating func awardGranted(_ sale: SaleID) throws(SagaError) {
        guard case .awarding(let award) = saga.stage else { throw illegal() }
        guard award.sale == sale else { throw .unknownSubject(event.name) }
        saga.sales.append(.init(award: award, state: .awarded))
        saga.stage = .delivering(sale)
        actions.append(.deliver(award))
    }

    mutating func awardRefused(_ sale: SaleID, _ reason: Reason) throws(SagaError) {
        guard case .awarding(let award) = saga.stage else { throw illegal() }
        guard award.sale == sale else { throw .unknownSubject(event.name) }
        saga.refusals.append(CampaignRefusal(award.campaign, reason))
        try awardNext(try assessedMarket())
    }

    mutating func answered(_ sale: SaleID, _ answer: BuyerAnswer) throws(SagaError) {
        guard let index = saga.sales.firstIndex(where: { $0.award.sale == sale }) else {
            throw saga.stage == .idle ? illegal() : .unknownSubject(event.name)
        }
        let award = saga.sales[index].award
        switch saga.sales[index].state.effect(of: answer) {
        case .repeated: break
        case .late:
            actions.append(.noteLateAnswer(award, answer, saga.sales[index].state))
        case .moves(to: .confirmed):
            saga.sales[index].state = .confirmed
            try confirm(award, answer)
        case .moves(to: let state):
            saga.sales[index].state = state
            saga.sales[index].reason = answer.reason
            actions.append(
                state == .rejected ? .reject(award, answer.reason) : .void(award, answer.reason))
            try goOn()
        }
    }

    private mutating func confirm(_ award: Award, _ answer: BuyerAnswer) throws(SagaError) {
        var reference = ""
        if case .accepted(let text) = answer { reference = text }
        var posting: Posting?
        if !award.test {
            do throws(MoneyError) {
                posting = try .sale(
                    award.sale, buyer: award.buyer, seller: award.seller, award.split)
            } catch {
                throw .money(error)
            }
        }
        actions.append(.confirm(award, posting, reference: reference))
        try finish(.sold, [])
    }

    mutating func silence(_ sale: SaleID) throws(SagaError) {
        guard case .delivering(let current) = saga.stage else { throw illegal() }
        guard current == sale, let index = saga.sales.firstIndex(where: { $0.award.sale == sale })
        else { throw .unknownSubject(event.name) }
        let award = saga.sales[index].award
        let graceUntil = nowMicros + award.delivery.graceMilliseconds * 1000
        saga.sales[index].state = .unknown
        saga.sales[index].graceUntilMicros = graceUntil
        saga.stage = .silent(sale)
        actions.append(.markUnknown(award, graceUntilMicros: graceUntil))
    }

    mutating func graceExpired(_ sale: SaleID) throws(SagaError) {
        guard case .silent(let current) = saga.stage else { throw illegal() }
        guard current == sale, let index = saga.sales.firstIndex(where: { $0.award.sale == sale })
        else { throw .unknownSubject(event.name) }
        let award = saga.sales[index].award
        let reason = Reason(.voided)
        saga.sales[index].state = .voided
        saga.sales[index].reason = reason
        actions.append(.void(award, reason))
        guard award.delivery.onSilence == .continueTree else { return try finish(.unsold, []) }
        try goOn()
    }

    /// After a decline: the next best of the round; or, for a successor that knows no round, a
    /// new assessment.
    private mutating func goOn() throws(SagaError) {
        guard saga.assessment != nil else {
            saga.stage = .assessing
            actions.append(.assess)
            return
        }
        try awardNext(try assessedMarket())
    }
}
