import LeadlineAPI
import Market

/// What a lead's decision followed from, stored in parts: each transaction adds what came since
/// the one before it. One behind the other the parts are one `DecisionRecord`, as protobuf has it.
struct DecisionParts {
    /// The events that no transaction has stored yet.
    private var steps: [DecisionStep] = []
    /// How many of the chosen campaigns are stored.
    private var chosen = 0
    private var isFirst = true

    /// Something entered the reducer.
    mutating func add(_ event: SagaEvent, atMicros: Int64) {
        steps.append(DecisionStep(atMicros: atMicros, event))
    }

    /// What the next transaction is to store. The lead's facts stand in its own row: the record
    /// only names it.
    func next(_ saga: LeadSaga, of lead: RoutedLead, in market: Snapshot) -> [UInt8] {
        let head = DecisionRecord.Head(
            lead: lead.facts.leadID, channel: lead.facts.channelID, seed: lead.seed)
        return DecisionRecord(saga, steps: steps).partBytes(
            isFirst ? head : nil, chosenFrom: chosen, in: market)
    }

    /// The transaction is committed.
    mutating func stored(_ saga: LeadSaga) {
        steps = []
        chosen = saga.sales.count
        isFirst = false
    }
}
