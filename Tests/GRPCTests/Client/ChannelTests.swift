import GRPC
import Reactor
import Testing

@Suite struct ChannelTests {
    /// An address for each test: what one lets go of, the servers of others can't be given.
    private let host = "127.0.1.\(Self.tests.add())"
    private static let tests = Tally()

    private func server(
        _ name: String, _ loops: EventLoopGroup, host: String? = nil, port: Int = 0,
        _ handler: (@Sendable (Text, ServerContext) async throws -> Text)? = nil
    ) async throws -> (server: GRPCServer, port: Int) {
        var router = ServiceRouter()
        router.serve(Echo.get, handler ?? { _, _ in Text(name) })
        router.serve(Echo.read, handler ?? { _, _ in Text(name) })
        let server = GRPCServer(router: router, loops: loops, logger: Wire.logger)
        return (server, try await server.start(host: host ?? self.host, port: port))
    }

    /// Runs `body` with loops that are stopped behind it.
    private func run(_ body: (EventLoopGroup) async throws -> Void) async throws {
        let loops = try EventLoopGroup(count: 1)
        try await body(loops)
        await withCheckedContinuation { continuation in
            Thread.run {
                loops.shutdown(); continuation.resume()
            }
        }
    }

    private func channel(
        _ ports: [Int], _ loops: EventLoopGroup, _ change: (inout ChannelOptions) -> Void = { _ in }
    ) throws -> GRPCChannel {
        var options = ChannelOptions()
        options.reconnect = Backoff(
            initial: .milliseconds(1), multiplier: 1.5, max: .milliseconds(20), jitter: 0.2)
        options.retry.backoff = options.reconnect
        change(&options)
        return try GRPCChannel(
            targets: ports.map { "\(host):\($0)" }, loops: loops, options: options,
            logger: Wire.logger)
    }

    @Test func callsGoRound() async throws {
        try await run { loops in
            let (first, firstPort) = try await server("a", loops)
            let (second, secondPort) = try await server("b", loops)
            let channel = try channel([firstPort, secondPort], loops)
            var names: [String: Int] = [:]
            for _ in 0..<100 {
                names[try await channel.call(Echo.get, Text()).value, default: 0] += 1
            }
            #expect((names["a"] ?? 0) >= 45)
            #expect((names["b"] ?? 0) >= 45)
            await second.shutdown(grace: .seconds(1))
            for _ in 0..<20 {
                #expect(try await channel.call(Echo.read, Text()).value == "a")
            }
            await channel.shutdown()
            await first.shutdown(grace: .seconds(1))
        }
    }

    @Test func failsFastWithTheAddressAndTheReason() async throws {
        try await run { loops in
            let (server, port) = try await server("a", loops)
            await server.shutdown(grace: .zero)
            let channel = try channel([port], loops)
            let error = await #expect(throws: RPCError.self) {
                try await channel.call(Echo.get, Text())
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("\(host):\(port) can't be reached") == true)
            await channel.shutdown()
        }
    }

    @Test func waitsForReadyAndReconnects() async throws {
        try await run { loops in
            let (first, port) = try await server("first", loops)
            let channel = try channel([port], loops) { $0.waitForReady = true }
            #expect(try await channel.call(Echo.get, Text()).value == "first")
            await first.shutdown(grace: .zero)
            let waiting = Task { try await channel.call(Echo.get, Text()) }
            let (second, _) = try await server("second", loops, port: port)
            #expect(try await waiting.value.value == "second")
            await channel.shutdown()
            await second.shutdown(grace: .zero)
        }
    }

    @Test func waitingForReadyEndsAtTheDeadlineAndSaysWhy() async throws {
        try await run { loops in
            let (server, port) = try await server("a", loops)
            await server.shutdown(grace: .zero)
            let channel = try channel([port], loops)
            let error = await #expect(throws: RPCError.self) {
                try await channel.call(
                    Echo.get, Text(),
                    options: CallOptions(timeout: .milliseconds(50), waitForReady: true))
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(error?.message.contains("can't be reached") == true)
            await channel.shutdown()
        }
    }

    @Test("UNAVAILABLE is tried again only where the method is idempotent")
    func retries() async throws {
        try await run { loops in
            let calls = Tally()
            let attempts = Tally()
            let (server, port) = try await server("a", loops) { _, context in
                if context.metadata.count >= 0 { attempts.add() }
                if calls.add() % 3 != 0 { throw RPCError(.unavailable, "Not now.") }
                return Text("third time")
            }
            let channel = try channel([port], loops)
            #expect(try await channel.call(Echo.read, Text()).value == "third time")
            #expect(calls.count == 3)
            let error = await #expect(throws: RPCError.self) {
                try await channel.call(Echo.get, Text())
            }
            #expect(error?.status == Status(.unavailable, "Not now."))
            #expect(calls.count == 4)
            await channel.shutdown()
            await server.shutdown(grace: .zero)
        }
    }

    @Test func retriesAreBounded() async throws {
        try await run { loops in
            let calls = Tally()
            let (server, port) = try await server("a", loops) { _, _ in
                calls.add()
                throw RPCError(.unavailable, "Never.")
            }
            let channel = try channel([port], loops)
            await #expect(throws: RPCError.self) { try await channel.call(Echo.read, Text()) }
            #expect(calls.count == 3)
            await channel.shutdown()
            await server.shutdown(grace: .zero)
        }
    }

    @Test func callsDuringADrainMoveToTheNextServer() async throws {
        try await run { loops in
            let (first, port) = try await server("first", loops)
            let (second, otherPort) = try await server("second", loops)
            let channel = try channel([port, otherPort], loops)
            _ = try await channel.call(Echo.get, Text())
            async let draining: Void = first.shutdown(grace: .seconds(5))
            for _ in 0..<200 { _ = try await channel.call(Echo.get, Text()) }
            await draining
            #expect(try await channel.call(Echo.get, Text()).value == "second")
            await channel.shutdown()
            await second.shutdown(grace: .zero)
        }
    }

    @Test func shutDownChannelRefuses() async throws {
        try await run { loops in
            let (server, port) = try await server("a", loops)
            let channel = try channel([port], loops)
            await channel.shutdown()
            let error = await #expect(throws: RPCError.self) {
                try await channel.call(Echo.get, Text())
            }
            #expect(error?.code == .unavailable)
            await server.shutdown(grace: .zero)
        }
    }

    @Test func namesAreLookedUp() async throws {
        try await run { loops in
            let (server, port) = try await server("a", loops, host: "127.0.0.1")
            let channel = try GRPCChannel(
                targets: ["localhost:\(port)"], loops: loops, logger: Wire.logger)
            #expect(try await channel.call(Echo.get, Text()).value == "a")
            let nowhere = try GRPCChannel(
                targets: ["no-such-host.invalid:1"], loops: loops, logger: Wire.logger)
            let error = await #expect(throws: RPCError.self) {
                try await nowhere.call(Echo.get, Text())
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("no-such-host.invalid") == true)
            await channel.shutdown()
            await nowhere.shutdown()
            await server.shutdown(grace: .zero)
        }
    }

    @Test(arguments: ["", "host", "host:", "host:x", "host:70000", ":1", "::1:5000", "[]:1"])
    func addressesThatAreNone(text: String) async throws {
        try await run { loops in
            let error = #expect(throws: RPCError.self) {
                try GRPCChannel(targets: [text], loops: loops, logger: Wire.logger)
            }
            #expect(error?.code == .invalidArgument)
        }
    }
}
