import HTTP2
import Logging
import Reactor
import TLS

@testable import GRPC

/// A server on a free port and a channel to it, on loops of their own.
struct Wire: Sendable {
    let loops: EventLoopGroup
    let server: GRPCServer
    let port: Int
    let channel: GRPCChannel

    struct Settings: Sendable {
        var loopCount = 1
        var interceptors: [any ServerInterceptor] = []
        var limits = GRPCLimits.standard
        var http2 = HTTP2Limits.inner
        var compression = Compression.identity
        var health: HealthService?
        var tls: TLSServer?
        var readiness: (@Sendable () -> String?)?
        var channel = ChannelOptions()
    }

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs `body` between start and stop.
    static func run(
        _ settings: Settings = Settings(), _ serve: (inout ServiceRouter) -> Void,
        _ body: (Wire) async throws -> Void
    ) async throws {
        let loops = try EventLoopGroup(count: settings.loopCount)
        var router = ServiceRouter()
        serve(&router)
        let server = GRPCServer(
            router: router, interceptors: settings.interceptors, loops: loops,
            limits: settings.limits, http2: settings.http2, tls: settings.tls,
            compression: settings.compression,
            health: settings.health, readiness: settings.readiness, logger: logger)
        let port = try await server.start(host: "127.0.0.1", port: 0)
        let channel = try GRPCChannel(
            targets: ["127.0.0.1:\(port)"], loops: loops, options: settings.channel,
            logger: logger)
        let wire = Wire(loops: loops, server: server, port: port, channel: channel)
        do {
            try await body(wire)
        } catch {
            await wire.stop()
            throw error
        }
        await wire.stop()
    }

    private func stop() async {
        await channel.shutdown()
        await server.shutdown(grace: .seconds(5))
        let loops = loops
        await withCheckedContinuation { continuation in
            Thread.run {
                loops.shutdown(); continuation.resume()
            }
        }
    }
}
