import LeadlineAPI
import Logging
import Market
import Reactor
import Synchronization

/// The sagas that run in this process, one a lead. Whoever asks for a lead that is under way
/// attaches to it.
final class LeadRuns: Sendable {
    private let entries = Mutex<[LeadID: RunningLead]>([:])
    private let context: RoutingContext

    init(context: RoutingContext) {
        self.context = context
    }

    /// The saga that works on a lead here; nil when none does.
    func running(_ lead: LeadID) -> RunningLead? { entries.withLock { $0[lead] } }

    /// Every saga that runs here.
    var all: [RunningLead] { entries.withLock { Array($0.values) } }

    /// Starts a saga, or attaches to the one that runs. Nil when there are as many as may be.
    func start(_ lead: RoutedLead, with first: SagaEvent) -> RunningLead? {
        let (entry, isNew) = entries.withLock { entries -> (RunningLead?, Bool) in
            if let known = entries[lead.id] { return (known, false) }
            guard entries.count < context.limits.sagas else { return (nil, false) }
            let entry = RunningLead(lead)
            entries[lead.id] = entry
            return (entry, true)
        }
        if let entry, isNew {
            Task(executorPreference: context.loop) { [self] in await run(entry, first) }
        }
        return entry
    }

    private func run(_ entry: RunningLead, _ first: SagaEvent) async {
        var run = LeadRun(entry.lead, context, mailbox: entry.mailbox)
        if case .resumed = first {
            run.note(.resumed(.with { $0.leaseEpoch = entry.lead.epoch }))
        }
        var answer: RunningLead.Answer?
        do {
            let reply = try await run.run(from: first)
            let outcome = run.saga.result?.outcome
            answer = RunningLead.Answer(outcome: outcome?.wire ?? .error, reply: reply)
            let micros = context.clock.microseconds() - entry.lead.receivedAtMicros
            if let outcome {
                context.figures.ended(outcome, afterMicros: micros, run.stages.stages)
            }
        } catch SagaInterruption.lost {
            context.figures.interruptedLead()
            context.logger.notice(
                "another process works on the lead", metadata: ["lead": "\(entry.lead.id)"])
        } catch {
            context.figures.interruptedLead()
            context.logger.warning(
                "the saga stopped; its lease will run out, and it goes on",
                metadata: ["lead": "\(entry.lead.id)", "error": "\(error)"])
        }
        entries.withLock { _ = $0.removeValue(forKey: entry.lead.id) }
        entry.ended(answer)
    }
}
