import Metrics
import Synchronization

/// Counts and times calls, on either side, through swift-metrics.
///
/// | name | kind | unit | labels |
/// |---|---|---|---|
/// | `grpc_server_calls`, `grpc_client_calls` | counter | calls that ended | `method`, `code` |
/// | `grpc_server_call_duration`, `grpc_client_call_duration` | timer | time to the status |
/// `method` |
///
/// A server calls interceptors for methods that it knows only, so `method` has few values.
public final class MetricsInterceptor: ServerInterceptor, ClientInterceptor {
    private struct Key: Hashable {
        let side: Side
        let path: String
        let code: Status.Code
    }

    private struct Instruments {
        let calls: Counter
        let duration: Timer
    }

    private enum Side: String {
        case server
        case client
    }

    /// Made at the first call of each kind: making them anew costs more than most calls.
    private let known = Mutex<[Key: Instruments]>([:])
    private let factory: any MetricsFactory

    /// - Parameter factory: Where the figures go; the process's own, unless a test has another.
    public init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.factory = factory
    }

    public func ended(_ context: ServerContext, _ outcome: CallOutcome) {
        record(.server, context.path, outcome)
    }

    public func ended(_ call: OutgoingCall, _ outcome: CallOutcome) {
        record(.client, call.path, outcome)
    }

    private func record(_ side: Side, _ path: String, _ outcome: CallOutcome) {
        let instruments = instruments(Key(side: side, path: path, code: outcome.status.code))
        instruments.calls.increment()
        instruments.duration.record(duration: outcome.duration)
    }

    private func instruments(_ key: Key) -> Instruments {
        known.withLock { known in
            if let found = known[key] { return found }
            let method = ("method", String(key.path.drop { $0 == "/" }))
            let code = ("code", key.code.description)
            let made = Instruments(
                calls: Counter(
                    label: "grpc_\(key.side)_calls", dimensions: [method, code], factory: factory),
                duration: Timer(
                    label: "grpc_\(key.side)_call_duration", dimensions: [method],
                    preferredDisplayUnit: .seconds, factory: factory))
            known[key] = made
            return made
        }
    }
}
