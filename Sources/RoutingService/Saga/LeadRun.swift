import LeadlineAPI
import Market
import Reactor
import ServiceHost
import Store
import SwiftProtobuf

/// One lead's way through this process: asks the reducer what is to be done, does it, and tells
/// the reducer what came of it, until the lead's way has ended.
///
///     event ──LeadSaga.step (pure)──► actions ──commit, ask a peer──► event ──► ...
///
/// Whatever fails here leaves the lead as its last transaction did; the lease runs out, and
/// whoever takes it over goes on from there.
struct LeadRun {
    let lead: RoutedLead
    let context: RoutingContext
    /// Answers that buyers gave outside of a delivery (see `LeadRuns`).
    let mailbox: RunMailbox

    var saga = LeadSaga()
    /// The version that assessed the lead.
    var market: LoadedMarket?
    var stages: StageClock
    /// What happened since the last transaction, to be journaled with the next.
    var entry = EncodedJournalEntry()
    /// The decision's record.
    var decision = DecisionParts()
    /// The lead came from another owner, who may have delivered already.
    var isResumed = false
    /// What is sealed, opened when first needed.
    var contents: WireSealedContents?
    /// Deliveries of the open sale.
    var deliveries = 0
    /// How long the buyer of the open sale took for its last answer.
    var answerWaitMicros: Int64 = 0
    /// The word of the inbox that the next transaction settles.
    var inboxID: Identifier?
    /// What buyers are told once the next transaction is committed.
    var outgoing: [OutgoingNotice] = []
    /// The stored answer, once there is one.
    var reply: [UInt8] = []

    init(_ lead: RoutedLead, _ context: RoutingContext, mailbox: RunMailbox) {
        self.lead = lead
        self.context = context
        self.mailbox = mailbox
        contents = lead.contents
        stages = StageClock(lead.request.stages, at: .read())
    }

    /// The serialised answer.
    ///
    /// - Throws: `SagaInterruption`, and whatever the database or a peer throws.
    mutating func run(from first: SagaEvent) async throws -> [UInt8] {
        if case .resumed = first { isResumed = true }
        var event = first
        while true {
            let actions = try step(event)
            guard let next = try await perform(actions) else { return reply }
            event = next
        }
    }

    /// The pure part: what is to be done now.
    private mutating func step(_ event: SagaEvent) throws -> [SagaAction] {
        let now = context.clock.microseconds()
        if now > lead.deadlineMicros, saga.stage != .idle, !saga.isOutOfTime {
            _ = try saga.step(.deadlinePassed, atMicros: now, market: market?.snapshot)
            decision.add(.deadlinePassed, atMicros: now)
        }
        let actions = try saga.step(event, atMicros: now, market: market?.snapshot)
        decision.add(event, atMicros: now)
        if case .auctionClosed(let closed) = event { try noteAuction(closed) }
        return actions
    }

    /// Commits what changes the database, then asks whoever is to be asked. Nil at the end.
    private mutating func perform(_ actions: [SagaAction]) async throws -> SagaEvent? {
        try await commit(actions)
        for action in actions {
            switch action {
            case .assess: return try await assess()
            case .openAuction(let request): return try await openAuction(request)
            case .award(let award): return try await self.award(award)
            case .deliver(let award): return try await deliver(award)
            case .markUnknown(let award, let graceUntil):
                return try await askAgain(award, untilMicros: graceUntil)
            case .confirm, .reject, .void, .noteLateAnswer, .finish: continue
            }
        }
        return nil
    }

    // MARK: For the parts of a run

    /// Journals an event with the next transaction.
    mutating func note(_ kind: WireEvent.OneOf_Kind) {
        entry.add(kind, atMicros: context.clock.microseconds())
    }

    /// The market that assessed the lead.
    func assessedMarket() throws -> Snapshot {
        guard let market else { throw SagaInterruption.marketGone }
        return market.snapshot
    }

    /// A market for names, also before the lead was assessed.
    mutating func anyMarket() throws -> Snapshot {
        if market == nil { market = try context.markets.newest(lead.tenant) }
        return try assessedMarket()
    }

    mutating func opened() async throws -> WireSealedContents {
        if let contents { return contents }
        var sealed = lead.sealed
        if sealed.box.isEmpty { sealed = try await context.store.sealed(lead.id, lead.tenant) }
        let opened = try context.letters.open(sealed, of: lead.id, lead.tenant)
        contents = opened
        return opened
    }

    /// Counts the lead's ways through the market: each owner's has a record of its own.
    var attempt: Int { Int(lead.epoch) - 1 }

    /// The part of the decision that the next transaction stores.
    func decided() throws -> StoredDecision {
        StoredDecision(
            attempt: attempt, record: decision.next(saga, of: lead, in: try assessedMarket()))
    }
}
