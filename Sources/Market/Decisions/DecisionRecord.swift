/// One event of a decision and when it entered.
public struct DecisionStep: Hashable, Sendable {
    /// Microseconds since 1970.
    public let atMicros: Int64
    /// The event.
    public let event: SagaEvent

    /// A step.
    public init(atMicros: Int64, _ event: SagaEvent) {
        self.atMicros = atMicros
        self.event = event
    }
}

/// Everything that a decision followed from, so that it can be repeated and explained
/// (FEATURES N1, DESIGN section 6).
public struct DecisionRecord: Hashable, Sendable {
    /// The version of the rules that decided.
    public let engineVersion: Int
    /// The market's version; 0 when the lead was never assessed.
    public let marketVersion: Int64
    /// Every event that entered the reducer, in order.
    public let steps: [DecisionStep]
    /// Campaigns to which the lead was awarded, in order.
    public let chosen: [CampaignID]
    /// What put the last chosen before the next best of the same price.
    public let tieBreak: TieBreak?

    /// A record, as the store found it.
    public init(
        engineVersion: Int, marketVersion: Int64, steps: [DecisionStep], chosen: [CampaignID],
        tieBreak: TieBreak?
    ) {
        self.engineVersion = engineVersion
        self.marketVersion = marketVersion
        self.steps = steps
        self.chosen = chosen
        self.tieBreak = tieBreak
    }

    /// The record of a saga that went through these steps.
    public init(_ saga: LeadSaga, steps: [DecisionStep]) {
        let ranked = saga.rounds.flatMap { $0.ranking?.bids ?? [] }
        let last = saga.sales.last?.award.campaign
        self.init(
            engineVersion: LeadSaga.engineVersion,
            marketVersion: saga.assessment?.marketVersion ?? 0, steps: steps,
            chosen: saga.sales.map(\.award.campaign),
            tieBreak: ranked.last { $0.campaign == last }?.tieBreak)
    }
}

/// What a record gave when it was repeated.
public struct Replay: Hashable, Sendable {
    /// The saga after the last step.
    public let saga: LeadSaga
    /// The actions of each step.
    public let actions: [[SagaAction]]
    /// Whether the same campaigns were chosen, by the same tie-break.
    public let agrees: Bool
}

extension DecisionRecord {
    /// Repeats the decision. With the market's version of the record this is a replay; with
    /// another it would be a what-if, which needs an assessment of its own.
    /// Throws what a step throws.
    public func replay(in market: Snapshot?) throws(SagaError) -> Replay {
        var saga = LeadSaga()
        var actions: [[SagaAction]] = []
        for step in steps {
            actions.append(try saga.step(step.event, atMicros: step.atMicros, market: market))
        }
        let again = DecisionRecord(saga, steps: steps)
        return Replay(
            saga: saga, actions: actions,
            agrees: again.chosen == chosen && again.tieBreak == tieBreak)
    }
}
