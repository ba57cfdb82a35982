import CoreMetrics

/// What a client counts and times through swift-metrics.
///
/// | name | kind | labels |
/// |---|---|---|
/// | `postgres_call_duration` | timer: from call to answer, waiting included | `statement` |
/// | `postgres_connections_lost` | counter | |
/// | `group_commit_batch_size` | recorder: items in a batch | `queue` |
/// | `group_commit_queued` | meter: items that wait | `queue` |
/// | `group_commit_refused` | counter: items for which the queue had no room | `queue` |
///
/// Touched on the client's loop only.
final class PostgresFigures {
    let connectionsLost: Counter
    private let metrics: any MetricsFactory
    private var timers: [String: Timer] = [:]

    init(_ metrics: any MetricsFactory) {
        self.metrics = metrics
        connectionsLost = Counter(label: "postgres_connections_lost", factory: metrics)
    }

    /// The timer of a statement. Statements that are made of parts, and so are many, have names
    /// that end in numbers: those count as one.
    func timer(of statement: Statement) -> Timer {
        if let known = timers[statement.name] { return known }
        let name = statement.name.prefix { !$0.isNumber }
        let made = Timer(
            label: "postgres_call_duration", dimensions: [("statement", String(name))],
            factory: metrics)
        timers[statement.name] = made
        return made
    }
}

/// What a group commit counts; see ``PostgresFigures``.
struct BatchFigures {
    let size: Recorder
    let queued: Meter
    let refused: Counter

    init(_ queue: String, _ metrics: any MetricsFactory) {
        let labels = [("queue", queue)]
        size = Recorder(label: "group_commit_batch_size", dimensions: labels, factory: metrics)
        queued = Meter(label: "group_commit_queued", dimensions: labels, factory: metrics)
        refused = Counter(label: "group_commit_refused", dimensions: labels, factory: metrics)
    }
}

/// How a pool stands at one moment.
public struct PoolStanding: Sendable, Hashable {
    /// Connections that there are to be.
    public var connections: Int
    /// Those that are up.
    public var up: Int
    /// Calls and transactions that wait for one.
    public var waiting: Int
    /// Calls on the wire.
    public var inFlight: Int
}
