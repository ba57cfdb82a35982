extension LeadSaga {
    /// The version of these rules: part of every decision record. Count it up whenever the same
    /// events would give other actions.
    public static let engineVersion = 1

    /// The reducer: what becomes of a state by an event, and what is to be done.
    ///
    /// `market` is the version that assessed the lead; it may be nil before `assessed`.
    /// Throws when the event isn't legal now: nothing is ignored in silence.
    public static func step(
        _ state: LeadSaga, _ event: SagaEvent, atMicros: Int64, market: Snapshot?
    ) throws(SagaError) -> (LeadSaga, [SagaAction]) {
        var next = state
        let actions = try next.step(event, atMicros: atMicros, market: market)
        return (next, actions)
    }

    /// The reducer in place. When it throws, the saga is as it was.
    public mutating func step(
        _ event: SagaEvent, atMicros: Int64, market: Snapshot?
    ) throws(SagaError) -> [SagaAction] {
        var turn = SagaTurn(saga: self, event: event, nowMicros: atMicros, market: market)
        try turn.run()
        self = turn.saga
        return turn.actions
    }
}

/// One step on its way: the saga as it changes, and the actions so far.
struct SagaTurn {
    var saga: LeadSaga
    let event: SagaEvent
    let nowMicros: Int64
    let market: Snapshot?
    var actions: [SagaAction] = []

    mutating func run() throws(SagaError) {
        switch event {
        case .started(let start): try begin(start)
        case .resumed(let start, let sales): try resume(start, sales)
        case .assessed(let facts): try assessed(facts)
        case .auctionClosed(let closed): try auctionClosed(closed)
        case .awardGranted(let sale): try awardGranted(sale)
        case .awardRefused(let sale, let reason): try awardRefused(sale, reason)
        case .answered(let sale, let answer): try answered(sale, answer)
        case .silence(let sale): try silence(sale)
        case .graceExpired(let sale): try graceExpired(sale)
        case .deadlinePassed: try deadlinePassed()
        }
    }

    /// The market that assessed the lead.
    func assessedMarket() throws(SagaError) -> Snapshot {
        guard let market, market.version == saga.assessment?.marketVersion else {
            throw .wrongMarket
        }
        return market
    }

    func illegal() -> SagaError { .illegal(event.name, saga.stage) }

    private mutating func begin(_ start: SagaStart) throws(SagaError) {
        guard saga.stage == .idle else { throw illegal() }
        saga.start = start
        saga.stage = .assessing
        actions.append(.assess)
    }

    /// A successor goes on from what is committed: an open sale is delivered again under its own
    /// id; without one the lead is assessed anew, and whoever declined before isn't asked again.
    private mutating func resume(_ start: SagaStart, _ facts: [SaleFact]) throws(SagaError) {
        guard saga.stage == .idle else { throw illegal() }
        saga.start = start
        for fact in facts.sorted(by: { $0.award.attempt < $1.award.attempt }) {
            guard fact.award.lead == start.lead else { throw .unknownSubject(event.name) }
            saga.attempts = max(saga.attempts, fact.award.attempt + 1)
            saga.sales.append(
                .init(
                    award: fact.award, state: fact.state,
                    graceUntilMicros: fact.graceUntilMicros))
        }
        if saga.sales.contains(where: { $0.state == .confirmed }) {
            try finish(.sold, [])
        } else if let open = saga.sales.first(where: { $0.state.isOpen }) {
            let sale = open.award.sale
            saga.stage = open.state == .awarded ? .delivering(sale) : .silent(sale)
            actions.append(.deliver(open.award))
        } else {
            saga.stage = .assessing
            actions.append(.assess)
        }
    }

    private mutating func assessed(_ facts: AssessmentFacts) throws(SagaError) {
        guard saga.stage == .assessing else { throw illegal() }
        saga.assessment = facts
        guard facts.rejections.isEmpty else { return try finish(.rejected, facts.rejections) }
        try advance()
    }

    private mutating func deadlinePassed() throws(SagaError) {
        guard saga.stage != .idle, saga.stage != .finished else { throw illegal() }
        saga.isOutOfTime = true
    }
}
