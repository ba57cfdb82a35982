import Market

extension Transcript {
    /// An action in words; `finish` takes a line for itself and one for each loss.
    func describe(_ action: SagaAction) -> [String] {
        switch action {
        case .assess: return ["assess"]
        case .openAuction(let request):
            let group = market.tree.first { $0.id == request.group }!.key
            let asked = request.candidates.map {
                "\(key($0.campaign)) from \($0.floor.map(amount) ?? "nowhere")"
            }
            return [
                "auction \(group): \(asked.joined(separator: ", ")); "
                    + "\(request.timeoutMicros / 1000) ms"
            ]
        case .award(let award):
            return [
                "award \(key(award.campaign)): buyer \(amount(award.split.price)), "
                    + "seller \(amount(award.split.payout)), "
                    + "exchange \(amount(award.split.margin))"
            ]
        case .deliver(let award):
            return ["deliver to \(key(award.campaign)), attempt \(award.attempt)"]
        case .confirm(let award, let posting, _):
            let sum = posting?.lines.map { amount($0.amount) }.joined(separator: " ") ?? "nothing"
            return ["confirm \(key(award.campaign)), post \(sum)"]
        case .reject(let award, let reason): return ["reject \(key(award.campaign)): \(reason)"]
        case .markUnknown(let award, let until):
            return ["\(key(award.campaign)) is silent, ask until \(until / 1000)"]
        case .void(let award, let reason): return ["void \(key(award.campaign)): \(reason)"]
        case .noteLateAnswer(let award, let answer, let state):
            return ["count a late answer of \(key(award.campaign)): \(answer.reason), \(state)"]
        case .finish(let result): return describe(result)
        }
    }

    private func describe(_ result: LeadResult) -> [String] {
        var line = "finish \(result.outcome)"
        if let payout = result.payout { line += ", seller gets \(amount(payout))" }
        if !result.reasons.isEmpty {
            line += ": " + result.reasons.map(\.description).joined(separator: ", ")
        }
        if !result.candidateReasons.isEmpty {
            let counts = result.candidateReasons.map { "\($0.count) \($0.code)" }
            line += "; " + counts.joined(separator: ", ")
        }
        return [line] + result.losses.map { "tell \(key($0.campaign)): \($0.reason)" }
    }

    private func key(_ campaign: CampaignID) -> String {
        market.campaign(campaign)?.key ?? "(gone)"
    }

    private func amount(_ money: Money) -> String {
        Decimal.text(micros: money.micros, digits: money.currency.minorUnitDigits)
    }
}
