import GRPC
import Reactor
import Testing

@Suite struct ServerLimitTests {
    @Test func oneCallTooManyIsRefusedAndLaterOnesAreNot() async throws {
        let running = Tally()
        let go = Signal<Void>()
        var settings = Wire.Settings()
        settings.limits.concurrentCallsMax = 3
        try await Wire.run(settings) {
            $0.serve(Echo.get) { request, _ in
                running.add()
                await go.wait()
                return request
            }
        } _: { wire in
            try await withThrowingTaskGroup(of: Text.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await wire.channel.call(Echo.get, Text("kept")) }
                }
                await running.wait(atLeast: 3)
                let error = await #expect(throws: RPCError.self) {
                    try await wire.channel.call(Echo.get, Text())
                }
                #expect(error?.code == .resourceExhausted)
                go.fire()
                for try await reply in group { #expect(reply.value == "kept") }
            }
            let later = try await wire.channel.call(Echo.get, Text("later"))
            #expect(later.value == "later")
        }
    }

    @Test("calls that run end well while the server shuts down, and new ones are refused")
    func gracefulShutdown() async throws {
        let running = Signal<Void>()
        let go = Signal<Void>()
        let health = HealthService()
        var settings = Wire.Settings()
        settings.health = health
        try await Wire.run(settings) {
            health.register(in: &$0)
            $0.serve(Echo.get) { request, _ in
                running.fire()
                await go.wait()
                return request
            }
        } _: { wire in
            let call = Task { try await wire.channel.call(Echo.get, Text("kept")) }
            await running.wait()
            let shutdown = Task { await wire.server.shutdown(grace: .seconds(10)) }
            while health.isServing("") == true { await Task.yield() }
            go.fire()
            let reply = try await call.value
            #expect(reply.value == "kept")
            await shutdown.value
            let error = await #expect(throws: RPCError.self) {
                try await wire.channel.call(Echo.get, Text())
            }
            #expect(error?.code == .unavailable)
        }
    }

    @Test func graceEndsAndTheRestIsCancelled() async throws {
        let running = Signal<Void>()
        let cancelled = Signal<Void>()
        try await Wire.run {
            $0.serve(Echo.get) { request, context in
                running.fire()
                try? await context.loop.sleep(until: .distantFuture)
                cancelled.fire()
                return request
            }
        } _: { wire in
            let call = Task { try await wire.channel.call(Echo.get, Text()) }
            await running.wait()
            await wire.server.shutdown(grace: .milliseconds(50))
            await cancelled.wait()
            let error = await #expect(throws: RPCError.self) { try await call.value }
            #expect(error?.code == .unavailable)
        }
    }
}
