extension SagaTurn {
    /// Ends the lead's way.
    mutating func finish(_ outcome: LeadOutcome, _ reasons: [Reason]) throws(SagaError) {
        saga.stage = .finished
        let sold = saga.sales.filter { $0.state == .confirmed }.map(\.award)
        var dispositions: [Disposition] = []
        if let market, market.version == saga.assessment?.marketVersion {
            dispositions = saga.dispositions(in: market)
        }
        let result = LeadResult(
            outcome: outcome, reasons: reasons, candidateReasons: reasonCounts(dispositions),
            sold: sold, payout: try total(sold), score: saga.assessment?.score ?? 0,
            losses: dispositions.compactMap(lossNotice))
        saga.result = result
        actions.append(.finish(result))
    }

    private func total(_ sold: [Award]) throws(SagaError) -> Money? {
        guard var total = sold.first?.split.payout else { return nil }
        do throws(MoneyError) {
            for award in sold.dropFirst() { total = try total.adding(award.split.payout) }
        } catch {
            throw .money(error)
        }
        return total
    }

    private func reasonCounts(_ dispositions: [Disposition]) -> [ReasonCount] {
        var codes = dispositions.map(\.reason.code).filter { $0 != .accepted }
        for count in saga.assessment?.ineligible ?? [] {
            codes += [ReasonCode](repeating: count.code, count: count.count)
        }
        return ReasonCount.counting(codes)
    }

    /// Whoever named a price and didn't get an award is told why.
    private func lossNotice(_ disposition: Disposition) -> LossNotice? {
        guard let ping = disposition.ping, let market, disposition.isBidder,
            !disposition.wasAwarded, let campaign = market.campaign(disposition.campaign)
        else { return nil }
        var reason = disposition.reason
        let showsPrice = market.showMinToWin || (campaign.showFloor && reason.code != .outbid)
        if reason.price != nil, !showsPrice { reason = Reason(reason.code) }
        return LossNotice(
            ping: ping, campaign: campaign.id, buyer: disposition.buyer, reason: reason)
    }
}
