import Synchronization

/// The standard health service, `grpc.health.v1.Health`.
///
/// A service is unknown until its state is set. The empty name stands for the server as a whole and
/// serves from the start. After `shutDown` all is NOT_SERVING for good.
public final class HealthService: Sendable {
    private typealias Update = AsyncStream<Bool?>.Continuation

    private struct State {
        var serving = ["": true]
        var isShutDown = false
        var watchers: [(id: Int, service: String, updates: Update)] = []
        var lastWatcher = 0
    }

    /// Anybody may watch, without a key; so many do so at a time.
    private let watchersMax: Int
    private let state = Mutex(State())

    /// - Parameter watchersMax: One more is answered RESOURCE_EXHAUSTED.
    public init(watchersMax: Int = 1_000) {
        self.watchersMax = watchersMax
    }

    /// Whether a service serves; `nil` when nothing was ever said of it.
    public func isServing(_ service: String) -> Bool? {
        state.withLock { $0.serving[service] }
    }

    /// Says whether a service serves, and tells those who watch it.
    public func setServing(_ service: String, _ serving: Bool) {
        state.withLock { state in
            let serving = serving && !state.isShutDown
            guard state.serving.updateValue(serving, forKey: service) != serving else { return }
            for watcher in state.watchers where watcher.service == service {
                watcher.updates.yield(serving)
            }
        }
    }

    /// All services stop serving, whatever is said later. Those who watch are told, and their calls
    /// end, so that they don't hold the server.
    public func shutDown() {
        let (services, watchers) = state.withLock { state in
            state.isShutDown = true
            return (state.serving.keys.sorted(), state.watchers.map(\.updates))
        }
        for service in services { setServing(service, false) }
        for updates in watchers { updates.finish() }
    }

    /// Adds `Check` and `Watch` to what a server serves.
    public func register(in router: inout ServiceRouter) {
        router.serve(HealthMethods.check) { request, _ in
            guard let serving = self.isServing(request.service) else {
                throw RPCError(.notFound, "No health is known of this service name.")
            }
            return .with { $0.status = serving ? .serving : .notServing }
        }
        router.serve(HealthMethods.watch) { request, _, writer in
            for await serving in try self.updates(of: request.service) {
                let status = serving.map { $0 ? HealthStatus.serving : .notServing }
                try await writer.write(.with { $0.status = status ?? .serviceUnknown })
            }
            throw RPCError(.unavailable, "The server is shutting down.")
        }
    }

    /// The state now and whenever it changes; a slow watcher misses all but the newest.
    private func updates(of service: String) throws(RPCError) -> AsyncStream<Bool?> {
        let (stream, updates) = AsyncStream.makeStream(
            of: Bool?.self, bufferingPolicy: .bufferingNewest(1))
        let id = try state.withLock { (state) throws(RPCError) in
            guard state.watchers.count < watchersMax else {
                throw RPCError(
                    .resourceExhausted, "\(watchersMax) clients watch already; ask with Check.")
            }
            updates.yield(state.serving[service])
            guard !state.isShutDown else {
                updates.finish()
                return 0
            }
            state.lastWatcher += 1
            state.watchers.append((state.lastWatcher, service, updates))
            return state.lastWatcher
        }
        updates.onTermination = { [weak self] _ in
            self?.state.withLock { $0.watchers.removeAll { $0.id == id } }
        }
        return stream
    }
}

private typealias HealthStatus = Grpc_Health_V1_HealthCheckResponse.ServingStatus

/// The methods of `Protos/grpc/health/v1/health.proto`.
enum HealthMethods {
    static let service = "grpc.health.v1.Health"

    static let check = Method<
        Grpc_Health_V1_HealthCheckRequest, Grpc_Health_V1_HealthCheckResponse, Unary
    >(service: service, name: "Check", idempotent: true)

    static let watch = Method<
        Grpc_Health_V1_HealthCheckRequest, Grpc_Health_V1_HealthCheckResponse, ServerStreaming
    >(service: service, name: "Watch")
}
