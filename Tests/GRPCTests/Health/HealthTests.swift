import Reactor
import Testing

@testable import GRPC

@Suite struct HealthTests {
    private func run(
        _ body: (Wire, HealthService) async throws -> Void
    ) async throws {
        let health = HealthService()
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
}
