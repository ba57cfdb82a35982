import GRPC
import LeadlineAPI
public import Logging
import PrometheusMetrics
import Reactor
import Synchronization

/// A service that runs: what a program's `main` holds, and what a test starts on port 0.
///
///     wait for PostgreSQL ─► wait for migrations ─► load markets and keys ─► assemble ─► listen
///     shutdown: unready ─► GOAWAY, calls under way end ─► tasks cancelled ─► connections closed
public final class RunningHost: Sendable {
    /// The port that it listens on.
    public let port: Int
    /// The port of its metrics; nil when it has none.
    public var metricsPort: Int? { scrapes?.port }
    /// What the service was put together from.
    public let resources: HostResources

    private let server: GRPCServer
    private let scrapes: ScrapeServer?
    private let parts: ServiceParts
    private let readiness: Readiness
    private let tasks: Mutex<[Task<Void, Never>]>

    private init(
        port: Int, resources: HostResources, server: GRPCServer, scrapes: ScrapeServer?,
        parts: ServiceParts, readiness: Readiness, tasks: [Task<Void, Never>]
    ) {
        self.port = port
        self.resources = resources
        self.server = server
        self.scrapes = scrapes
        self.parts = parts
        self.readiness = readiness
        self.tasks = Mutex(tasks)
    }

    /// Starts a service. Waits for PostgreSQL and its migrations as long as the settings allow.
    ///
    /// - Parameter failed: Called when a background task ends by itself.
    /// - Throws: ``HostError``, or what assembling the service throws. Nothing is left running.
    public static func start(
        _ definition: ServiceDefinition, settings: HostSettings, loops: EventLoopGroup,
        clock: WallClock = .system, logger: Logger,
        failed: @escaping @Sendable (HostError) -> Void = { _ in }
    ) async throws -> RunningHost {
        let resources = try HostResources(
            settings: settings, loops: loops, clock: clock, logger: logger)
        do {
            return try await start(definition, resources, failed)
        } catch {
            await resources.close()
            throw error
        }
    }

    private static func start(
        _ definition: ServiceDefinition, _ resources: HostResources,
        _ failed: @escaping @Sendable (HostError) -> Void
    ) async throws -> RunningHost {
        let (settings, logger, loop) = (
            resources.settings, resources.logger, resources.loops.loops[0]
        )
        let gate = StartGate(resources)
        try await gate.wait()
        let health = HealthService()
        let readiness = Readiness()
        let watch = StoreWatch(
            markets: resources.markets, credentials: resources.credentials, readiness: readiness,
            health: health,
            hints: { resources.client.listen(resources.store.configChannel) },
            loop: loop, logger: logger)
        try await gate.first { try await watch.look() }

        var parts = try await definition.assemble(resources)
        health.register(in: &parts.router)
        if settings.reflection {
            ReflectionService(try ProtocolDescriptors.index()).register(in: &parts.router)
        }
        let caller = CallerInterceptor(
            policy: .leadline, tokens: resources.tls == nil ? settings.tokens : nil,
            credentials: resources.credentials)
        let server = GRPCServer(
            router: parts.router,
            interceptors: [
                caller, CallLog(logger: logger), MetricsInterceptor(factory: resources.metrics),
            ],
            loops: resources.loops, limits: parts.limits, http2: parts.http2,
            tls: resources.tls?.server, health: health,
            readiness: { readiness.refusal }, logger: logger)
        let scrapes = try await listen(resources, readiness)
        let port: Int
        do {
            port = try await listen(server, settings.listen)
        } catch {
            await scrapes?.close()
            throw error
        }
        HostFigures(resources, server, readiness).observe()
        health.setServing("", true)
        logger.notice(
            "listening",
            metadata: [
                "host": "\(settings.listen.host)", "port": "\(port)",
                "metrics_port": "\(scrapes?.port ?? 0)",
            ])
        var tasks = [Task(executorPreference: loop) { await watch.run() }]
        if let tls = resources.tls {
            tasks.append(Task(executorPreference: loop) { await tls.watch(on: loop) })
        }
        tasks += parts.background.map { start($0, on: loop, logger, failed) }
        return RunningHost(
            port: port, resources: resources, server: server, scrapes: scrapes, parts: parts,
            readiness: readiness, tasks: tasks)
    }

    /// The port for scrapes and health checks over HTTP/1.1, if there is to be one.
    private static func listen(
        _ resources: HostResources, _ readiness: Readiness
    ) async throws -> ScrapeServer? {
        guard let address = resources.settings.metricsListen else { return nil }
        do {
            return try await ScrapeServer.start(
                host: address.host, port: address.port, loops: resources.loops,
                registry: resources.metrics, readiness: { readiness.refusal })
        } catch {
            throw HostError(.cannotListen, "Can't listen on \(address) for metrics.", cause: error)
        }
    }

    private static func listen(_ server: GRPCServer, _ address: HostPort) async throws -> Int {
        do {
            return try await server.start(host: address.host, port: address.port)
        } catch {
            throw HostError(.cannotListen, "Can't listen on \(address).", cause: error)
        }
    }

    private static func start(
        _ background: ServiceParts.Background, on loop: EventLoop, _ logger: Logger,
        _ failed: @escaping @Sendable (HostError) -> Void
    ) -> Task<Void, Never> {
        Task(executorPreference: loop) {
            var cause: (any Error)?
            do {
                try await background.run()
            } catch {
                cause = error
            }
            if Task.isCancelled { return }
            let error = HostError(
                .backgroundEnded, "The task \"\(background.name)\" ended.", cause: cause)
            logger.critical("background task ended", metadata: ["error": "\(error)"])
            failed(error)
        }
    }

    /// Reads the certificates anew, if there are any. Any thread.
    func reloadCertificates() {
        resources.tls?.reload()
    }

    /// Stops within the settings' `stopWait`: no new calls, calls under way end, then everything
    /// else. Calling it again does nothing.
    public func shutdown() async {
        let tasks = tasks.withLock { tasks in
            defer { tasks.removeAll() }
            return tasks
        }
        guard !tasks.isEmpty else { return }
        readiness.stop()
        await parts.willStop()
        await server.shutdown(grace: resources.settings.stopWait)
        await scrapes?.close()
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await resources.close()
    }
}
