import Reactor
import Testing

@testable import GRPC

@Suite struct HealthTests {
    private func run(
        watchersMax: Int = 10, _ body: (Wire, HealthService) async throws -> Void
    ) async throws {
        let health = HealthService(watchersMax: watchersMax)
        var settings = Wire.Settings()
        settings.health = health
        try await Wire.run(settings) {
            health.register(in: &$0)
        } _: { wire in
            try await body(wire, health)
        }
    }

    @Test func check() async throws {
        try await run { wire, health in
            let whole = try await wire.channel.call(HealthMethods.check, .init())
            #expect(whole.status == .serving)
            let request = Grpc_Health_V1_HealthCheckRequest.with { $0.service = "a.B" }
            let error = await #expect(throws: RPCError.self) {
                try await wire.channel.call(HealthMethods.check, request)
            }
            #expect(error?.code == .notFound)
            health.setServing("a.B", false)
            let known = try await wire.channel.call(HealthMethods.check, request)
            #expect(known.status == .notServing)
        }
    }

    @Test func watch() async throws {
        try await run { wire, health in
            let request = Grpc_Health_V1_HealthCheckRequest.with { $0.service = "a.B" }
            let stream = try await wire.channel.call(HealthMethods.watch, request)
            var updates = stream.makeAsyncIterator()
            #expect(try await updates.next()?.status == .serviceUnknown)
            health.setServing("a.B", true)
            #expect(try await updates.next()?.status == .serving)
            health.setServing("a.B", true)
            health.setServing("a.B", false)
            #expect(try await updates.next()?.status == .notServing)
            health.setServing("a.B", true)
            #expect(try await updates.next()?.status == .serving)
            health.shutDown()
            #expect(try await updates.next()?.status == .notServing)
            let error = await #expect(throws: RPCError.self) { try await updates.next() }
            #expect(error?.code == .unavailable)
            health.setServing("a.B", true)
            #expect(health.isServing("a.B") == false)
        }
    }

    @Test func soManyMayWatch() async throws {
        try await run(watchersMax: 2) { wire, health in
            let watching = try await watch(wire, 2)
            let third = try await wire.channel.call(HealthMethods.watch, .init())
            var updates = third.makeAsyncIterator()
            let error = await #expect(throws: RPCError.self) { try await updates.next() }
            #expect(error?.code == .resourceExhausted)
            let asked = try await wire.channel.call(HealthMethods.check, .init())
            #expect(asked.status == .serving)
            #expect(watching.count == 2)
        }
    }

    @Test func aWatchThatComesTooLateEnds() async throws {
        try await run { wire, health in
            health.shutDown()
            let stream = try await wire.channel.call(HealthMethods.watch, .init())
            var updates = stream.makeAsyncIterator()
            #expect(try await updates.next()?.status == .notServing)
            let error = await #expect(throws: RPCError.self) { try await updates.next() }
            #expect(error?.code == .unavailable)
        }
    }

    /// Watches that have heard the first word.
    private func watch(
        _ wire: Wire, _ count: Int
    ) async throws -> [ResponseStream<Grpc_Health_V1_HealthCheckResponse>] {
        var streams: [ResponseStream<Grpc_Health_V1_HealthCheckResponse>] = []
        for _ in 0..<count {
            let stream = try await wire.channel.call(HealthMethods.watch, .init())
            var updates = stream.makeAsyncIterator()
            #expect(try await updates.next()?.status == .serving)
            streams.append(stream)
        }
        return streams
    }
}
