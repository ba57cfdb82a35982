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
    /// Of the methods that are called from here.
    private let outgoing = Mutex<[String: MethodFigures]>([:])
    private let factory: any MetricsFactory

    /// - Parameter factory: Where the figures go; the process's own, unless a test has another.
    public init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.factory = factory
    }

    public func interceptor(for path: String) -> any ServerInterceptor {
        MethodFigures("server", path, factory)
    }

    public func ended(_ call: OutgoingCall, _ outcome: CallOutcome) {
        let figures = outgoing.withLock { outgoing in
            if let known = outgoing[call.path] { return known }
            let made = MethodFigures("client", call.path, factory)
            outgoing[call.path] = made
            return made
        }
        figures.record(outcome)
    }
}

/// The figures of one method on one side.
private final class MethodFigures: ServerInterceptor {
    private final class Instruments: Sendable {
        let calls: Counter
        let duration: Timer

        init(
            _ side: String, _ method: String, _ code: Status.Code, _ factory: any MetricsFactory
        ) {
            let labels = [("method", method), ("code", code.description)]
            calls = Counter(label: "grpc_\(side)_calls", dimensions: labels, factory: factory)
            duration = Timer(
                label: "grpc_\(side)_call_duration", dimensions: [labels[0]],
                preferredDisplayUnit: .seconds, factory: factory)
        }
    }

    private let side: String
    private let name: String
    private let factory: any MetricsFactory
    /// There from the beginning, so that a rate of calls has a zero to start from.
    private let succeeded: Instruments
    /// Made when a call first ends like that.
    private let failed = Mutex<[Status.Code: Instruments]>([:])

    init(_ side: String, _ path: String, _ factory: any MetricsFactory) {
        self.side = side
        self.factory = factory
        name = String(path.drop { $0 == "/" })
        succeeded = Instruments(side, name, .ok, factory)
    }

    func ended(_ context: ServerContext, _ outcome: CallOutcome) { record(outcome) }

    func record(_ outcome: CallOutcome) {
        let instruments = instruments(outcome.status.code)
        instruments.calls.increment()
        instruments.duration.recordNanoseconds(outcome.time.nanoseconds)
    }

    private func instruments(_ code: Status.Code) -> Instruments {
        guard code != .ok else { return succeeded }
        return failed.withLock { failed in
            if let known = failed[code] { return known }
            let made = Instruments(side, name, code, factory)
            failed[code] = made
            return made
        }
    }
}
