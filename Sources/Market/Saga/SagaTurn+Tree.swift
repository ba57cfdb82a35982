extension SagaTurn {
    /// Goes on through the tree: opens the next auction, or ends the lead unsold.
    mutating func advance() throws(SagaError) {
        let market = try assessedMarket()
        while saga.position.group < market.tree.count {
            if saga.isOutOfTime || nowMicros >= start.deadlineMicros {
                saga.isOutOfTime = true
                return try finish(.unsold, [Reason(.deadline)])
            }
            let group = market.tree[saga.position.group]
            let candidates = nextCandidates(in: group, market)
            if candidates.isEmpty {
                if saga.position.entered, group.onUnsold == .end { break }
                saga.position = TreePosition(group: saga.position.group + 1)
                continue
            }
            saga.position.entered = true
            try open(candidates, in: group, market)
            return
        }
        try finish(.unsold, [])
    }

    var start: SagaStart {
        // Every way to here goes through `started` or `resumed`.
        guard let start = saga.start else { preconditionFailure("a saga begins with its start") }
        return start
    }

    /// Who is tried next in a group: all at once, or the next one of a waterfall.
    private mutating func nextCandidates(in group: TreeGroup, _ market: Snapshot) -> [Int] {
        var candidates: [Int] = []
        while saga.position.member < group.members.count {
            let member = group.members[saga.position.member]
            saga.position.member += 1
            guard isCandidate(market.campaigns[member], market) else { continue }
            candidates.append(member)
            if group.strategy == .waterfall { break }
        }
        return candidates
    }

    /// A survivor that hasn't run out, of a buyer that hasn't declined the lead.
    private func isCandidate(_ campaign: Campaign, _ market: Snapshot) -> Bool {
        guard let facts = saga.assessment, facts.survivors.contains(campaign.id),
            !facts.exhausted.contains(where: { $0.campaign == campaign.id })
        else { return false }
        let buyer = market.buyers[campaign.buyer].id
        return !saga.sales.contains { $0.award.buyer == buyer }
    }

    /// Opens a round. Those with a known price need no ping; if nobody does, it closes at once.
    private mutating func open(
        _ candidates: [Int], in group: TreeGroup, _ market: Snapshot
    ) throws(SagaError) {
        let ping = PingID.of(
            lead: start.lead, round: saga.rounds.count, generation: start.generation)
        saga.rounds.append(
            AuctionRound(
                ping: ping, group: saga.position.group,
                candidates: candidates.map { market.campaigns[$0].id }))
        let asked = candidates.filter { market.campaigns[$0].price.knownPrice == nil }
        guard !asked.isEmpty else { return try close([], market) }
        let timeout = min(group.timeoutMilliseconds * 1000, start.deadlineMicros - nowMicros)
        let rules = try auctionRules(market)
        saga.stage = .auctioning
        actions.append(
            .openAuction(
                AuctionRequest(
                    ping: ping, group: group.id,
                    candidates: asked.map { candidate(market.campaigns[$0], rules, market) },
                    deadlineMicros: nowMicros + timeout, timeoutMicros: timeout)))
    }

    private func candidate(
        _ campaign: Campaign, _ rules: AuctionRules, _ market: Snapshot
    ) -> AuctionCandidate {
        var ceiling: Money?
        if case .live(_, let max) = campaign.price { ceiling = max }
        return AuctionCandidate(
            campaign: campaign.id, buyer: market.buyers[campaign.buyer].id,
            floor: rules.floor(for: campaign), showFloor: campaign.showFloor, ceiling: ceiling)
    }

    func auctionRules(_ market: Snapshot) throws(SagaError) -> AuctionRules {
        guard let channel = market.channel(start.channel) else { throw .wrongMarket }
        return AuctionRules(
            terms: SaleTerms(channel, minPayout: start.minPayout), lead: start.lead,
            seed: start.seed, lastServed: saga.assessment?.lastServed ?? [])
    }

    /// Ranks a round and tries its best.
    mutating func close(
        _ responses: [BidResponse], _ market: Snapshot
    ) throws(SagaError) {
        let round = saga.rounds.count - 1
        var all = responses
        for id in saga.rounds[round].candidates {
            guard let price = market.campaign(id)?.price.knownPrice else { continue }
            all.append(BidResponse(id, .bid(Bid(price: price))))
        }
        let rules = try auctionRules(market)
        saga.rounds[round].responses = all
        saga.rounds[round].ranking = rules.rank(all, in: market, nowMicros: nowMicros)
        try awardNext(market)
    }

    mutating func auctionClosed(_ closed: AuctionClosed) throws(SagaError) {
        guard saga.stage == .auctioning, let round = saga.rounds.last else { throw illegal() }
        guard round.ping == closed.ping,
            closed.responses.allSatisfy({ round.candidates.contains($0.campaign) })
        else { throw .unknownSubject(event.name) }
        try close(closed.responses, try assessedMarket())
    }
}
