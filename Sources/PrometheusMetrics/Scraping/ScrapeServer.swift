public import Reactor

/// Serves `GET /metrics` and `GET /healthz` over HTTP/1.1, one request a connection, for
/// Prometheus, load balancers and curl. On a port of its own: it asks for no credentials.
///
/// It is our own rather than an HTTP server's package: the one that would do links Foundation,
/// libcurl and ICU's data into every service (40 MB on disk, 20 MiB of memory, three threads) for
/// two paths that take no input.
public final class ScrapeServer: Sendable {
    /// Connections at a time; one more is closed at once.
    static let connectionsMax = 64

    private let listener: Listener
    private let connections: [LoopBound<OpenConnections>]

    /// Listens; requests are served when this returns.
    ///
    /// - Parameters:
    ///   - registry: What `/metrics` shows.
    ///   - readiness: nil when ready; a sentence makes `/healthz` answer 503 with it.
    /// - Throws: When the address can't be had.
    public static func start(
        host: String, port: Int, loops: EventLoopGroup, registry: MetricRegistry,
        readiness: @escaping @Sendable () -> String?
    ) async throws -> ScrapeServer {
        let addresses = try await SocketAddress.resolve(host: host, port: UInt16(clamping: port))
        guard let address = addresses.first else { throw ScrapeServerError.noAddress }
        return try ScrapeServer(address, loops) { request in
            await reply(to: request, registry, readiness)
        }
    }

    private init(
        _ address: SocketAddress, _ loops: EventLoopGroup,
        answer: @escaping @Sendable (PlainRequest) async -> PlainReply
    ) throws {
        let connections = loops.loops.map { LoopBound(OpenConnections($0, answer), on: $0) }
        self.connections = connections
        listener = try Listener(address, group: loops) { descriptor, loop in
            connections.first { $0.loop === loop }?.value.add(descriptor)
        }
    }

    /// Where it listens.
    public var port: Int { listener.port }

    /// Stops; answers under way are cut off.
    public func close() async {
        await listener.closeAndWait()
        for part in connections { part.execute { $0.closeAll() } }
    }

    static func reply(
        to request: PlainRequest, _ registry: MetricRegistry, _ readiness: () -> String?
    ) async -> PlainReply {
        guard request.method == "GET" || request.method == "HEAD" else {
            return PlainReply(status: .methodNotAllowed)
        }
        switch request.path {
        case "/metrics":
            return PlainReply(
                status: .ok, contentType: TextFormat.contentType, body: await registry.text())
        case "/healthz":
            guard let refusal = readiness() else { return PlainReply(status: .ok, body: "ok\n") }
            return PlainReply(status: .unavailable, body: refusal + "\n")
        default: return PlainReply(status: .notFound, body: "/metrics and /healthz are here.\n")
        }
    }
}

/// Why it can't listen.
public enum ScrapeServerError: Error {
    /// The host has no address.
    case noAddress
}

/// The connections of one loop. Loop-bound.
private final class OpenConnections {
    private let loop: EventLoop
    private let answer: @Sendable (PlainRequest) async -> PlainReply
    private var open: [ObjectIdentifier: ScrapeConnection] = [:]

    init(_ loop: EventLoop, _ answer: @escaping @Sendable (PlainRequest) async -> PlainReply) {
        self.loop = loop
        self.answer = answer
    }

    func add(_ descriptor: Int32) {
        guard open.count < ScrapeServer.connectionsMax else {
            return Sockets.closeDescriptor(descriptor)
        }
        var key: ObjectIdentifier?
        let connection = ScrapeConnection(descriptor, loop: loop, answer: answer) {
            [weak self] in
            if let key { self?.open[key] = nil }
        }
        key = ObjectIdentifier(connection)
        open[ObjectIdentifier(connection)] = connection
        connection.start()
    }

    func closeAll() {
        for connection in Array(open.values) { connection.close() }
    }
}
