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

    @Test("a request that doesn't come takes no place, and isn't waited for without end")
    func requestsThatDoNotCome() async throws {
        var settings = Wire.Settings()
        settings.limits.concurrentCallsMax = 1
        settings.limits.requestTimeout = .milliseconds(300)
        try await Wire.run(settings) {
            $0.serve(Echo.get) { request, _ in request }
        } _: { wire in
            let peer = try await RawPeer.connect(wire.port, on: wire.loops.loops[0])
            try await withThrowingTaskGroup(of: RawPeer.Answer.self) { group in
                let fields = RawPeer.call(Echo.get.path)
                for chunks in [[], [[0, 0, 0]], [[0, 0, 0, 0, 9, 10]]] as [[[UInt8]]] {
                    group.addTask { try await peer.ask(fields, chunks, endStream: false) }
                }
                let reply = try await wire.channel.call(Echo.get, Text("served"))
                #expect(reply.value == "served")
                for try await answer in group {
                    #expect(answer.status?.code == .deadlineExceeded)
                    #expect(answer.status?.message.hasSuffix("too long for its request.") == true)
                }
            }
            await peer.close()
            #expect(wire.server.refusedCallCount == 0)
        }
    }

    @Test("a request in time has its own deadline, however long the handler takes")
    func requestsThatComeInTime() async throws {
        var settings = Wire.Settings()
        settings.limits.requestTimeout = .milliseconds(1)
        try await Wire.run(settings) {
            $0.serve(Echo.get) { request, context in
                try await context.loop.sleep(until: context.loop.now + .milliseconds(20))
                return request
            }
        } _: { wire in
            let peer = try await RawPeer.connect(wire.port, on: wire.loops.loops[0])
            // Headers first: the timer for the request starts, and finds it whole.
            let answer = try await peer.ask(RawPeer.call(Echo.get.path), [[10, 1, 65].framed()])
            #expect(answer.status?.code == .ok)
            await peer.close()
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
