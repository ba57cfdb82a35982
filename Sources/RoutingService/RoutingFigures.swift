import CoreMetrics
import LeadlineAPI
import Market
import Reactor
import ServiceHost

/// What routing counts and times (METRICS.md).
struct RoutingFigures: Sendable {
    private let outcomes: CounterFamily
    private let awards: CounterFamily
    private let sales: CounterFamily
    private let duration: Timer
    private let stages: [String: Timer]
    private let interrupted: Counter
    private let takeovers: Counter

    init(_ metrics: any MetricsFactory = NOOPMetricsHandler.instance) {
        outcomes = CounterFamily("leadline_leads", by: "outcome", metrics)
        awards = CounterFamily("leadline_awards", by: "result", metrics)
        sales = CounterFamily("leadline_sales", by: "state", metrics)
        duration = Timer(label: "leadline_lead_duration", factory: metrics)
        stages = LeadStage.allCases.reduce(into: [:]) { stages, stage in
            stages[stage.rawValue] = Timer(
                label: "leadline_stage_duration", dimensions: [("stage", stage.rawValue)],
                factory: metrics)
        }
        interrupted = Counter(label: "leadline_leads_interrupted", factory: metrics)
        takeovers = Counter(label: "leadline_lease_takeovers", factory: metrics)
    }

    /// A lead's way ended here, after these stages.
    func ended(_ outcome: LeadOutcome, afterMicros micros: Int64, _ timings: [WireStageTiming]) {
        outcomes.increment(Self.word(outcome))
        duration.recordNanoseconds(max(0, micros) * 1_000)
        for timing in timings {
            stages[timing.stage]?.recordNanoseconds(max(0, timing.durationUs) * 1_000)
        }
    }

    private static func word(_ outcome: LeadOutcome) -> String {
        switch outcome {
        case .pending: "pending"
        case .sold: "sold"
        case .unsold: "unsold"
        case .rejected: "rejected"
        case .duplicate: "duplicate"
        case .stored: "stored"
        case .error: "error"
        }
    }

    /// A lead was left to its lease.
    func interruptedLead() { interrupted.increment() }

    /// A lead was taken over.
    func tookOver() { takeovers.increment() }

    /// What became of an award.
    func awarded(_ result: String) { awards.increment(result) }

    /// What was committed of sales.
    func committed(_ actions: [SagaAction]) {
        for action in actions {
            switch action {
            case .confirm: sales.increment("confirmed")
            case .reject: sales.increment("rejected")
            case .markUnknown: sales.increment("unknown")
            case .void: sales.increment("voided")
            default: break
            }
        }
    }
}
