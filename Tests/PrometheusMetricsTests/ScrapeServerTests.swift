import CoreMetrics
import Glibc
@testable import PrometheusMetrics
import Reactor
import Testing

@Suite struct ScrapeServerTests {
    private static func run(
        readiness: @escaping @Sendable () -> String? = { nil },
        _ body: @Sendable (Int, MetricRegistry) async throws -> Void
    ) async throws {
        let registry = MetricRegistry([MetricDefinition("calls_total", .counter, "Calls.")])
        let loops = try EventLoopGroup(count: 1)
        let server = try await ScrapeServer.start(
            host: "127.0.0.1", port: 0, loops: loops, registry: registry, readiness: readiness)
        try await body(server.port, registry)
        await server.close()
        loops.shutdown()
    }

    /// Sends bytes on a connection of its own and reads to the end, which the server makes.
    private static func ask(_ port: Int, _ request: String) -> String {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(file) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0, send(file, request, request.utf8.count, 0) > 0 else { return "" }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = recv(file, &buffer, buffer.count, 0), count > 0 {
            answer += buffer[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }

    @Test func `metrics are served as Prometheus asks for them`() async throws {
        try await Self.run { port, registry in
            Counter(label: "calls", factory: registry).increment(by: 7)
            let answer = Self.ask(port, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n" + (await registry.text())))
            let head = Self.ask(port, "HEAD /metrics HTTP/1.1\r\n\r\n")
            #expect(head.hasSuffix("Connection: close\r\n\r\n"))
        }
    }

    @Test func `health says why it isn't`() async throws {
        try await Self.run { port, _ in
            #expect(Self.ask(port, "GET /healthz HTTP/1.0\r\n\r\n").hasSuffix("\r\n\r\nok\n"))
        }
        try await Self.run(readiness: { "PostgreSQL can't be reached." }) { port, _ in
            let answer = Self.ask(port, "GET /healthz HTTP/1.1\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(answer.hasSuffix("PostgreSQL can't be reached.\n"))
        }
    }

    @Test(arguments: [
        ("POST /metrics HTTP/1.1\r\n\r\n", "405"), ("GET /else HTTP/1.1\r\n\r\n", "404"),
        ("nonsense\r\n\r\n", "400"), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"),
    ]) func `anything else is refused`(_ request: String, _ code: String) async throws {
        try await Self.run { port, _ in
            #expect(Self.ask(port, request).hasPrefix("HTTP/1.1 \(code) "))
        }
    }
}
