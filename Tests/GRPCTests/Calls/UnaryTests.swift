import GRPC
import Reactor
import Testing

@Suite struct UnaryTests {
    @Test func messageThereAndBack() async throws {
        try await Wire.run {
            $0.serve(Echo.get) { request, _ in Text("<\(request.value)>") }
        } _: { wire in
            for text in ["", "a", String(repeating: "long ", count: 40_000)] {
                let reply = try await wire.channel.call(Echo.get, Text(text))
                #expect(reply.value == "<\(text)>")
            }
        }
    }

    @Test func manyAtOnceFromManyTasks() async throws {
        var settings = Wire.Settings()
        settings.loopCount = 2
        try await Wire.run(settings) {
            $0.serve(Echo.get) { request, _ in
                await Task.yield()
                return request
            }
        } _: { wire in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<500 {
                    group.addTask {
                        let text = Text("\(number)")
                        return try await wire.channel.call(Echo.get, text) == text
                    }
                }
                for try await isSame in group { #expect(isSame) }
            }
        }
    }

    @Test("client, server and handler on one loop never leave its thread")
    func staysOnTheThread() async throws {
        try await Wire.run {
            $0.serve(Echo.get) { _, context in
                context.loop.preconditionCurrent()
                await Task.yield()
                return Text("\(Thread.currentID)")
            }
        } _: { wire in
            let loop = wire.loops.loops[0]
            let threads = try await Task(executorPreference: loop) {
                let before = Thread.currentID
                let reply = try await wire.channel.call(Echo.get, Text())
                return ["\(before)", reply.value, "\(Thread.currentID)"]
            }.value
            #expect(Set(threads).count == 1)
        }
    }

    @Test func metadataBothWays() async throws {
        try await Wire.run {
            $0.serve(Echo.get) { request, context in
                var initial = Metadata()
                try initial.append("x-initial", context.metadata["x-request"] ?? "none")
                context.sendInitialMetadata(initial)
                try context.setTrailing(
                    "x-trailing-bin", bytes: context.metadata.bytes("x-request-bin") ?? [])
                #expect(context.metadata["te"] == nil)
                #expect(context.path == "/leadline.test.Echo/Get")
                #expect(context.peer.hasPrefix("127.0.0.1:"))
                return request
            }
        } _: { wire in
            var metadata: Metadata = ["x-request": "hello"]
            try metadata.append("x-request-bin", bytes: [0, 255, 10])
            let reply = try await wire.channel.reply(
                Echo.get, Text(), options: CallOptions(metadata: metadata))
            #expect(reply.initialMetadata == ["x-initial": "hello"])
            #expect(reply.trailingMetadata.bytes("x-trailing-bin") == [0, 255, 10])
        }
    }

    @Test func statusMessageDetailsAndTrailers() async throws {
        let thrown = RPCError(
            .failedPrecondition, "Größe 100 % ☺\n", metadata: ["x-why": "because"],
            details: [1, 2, 250])
        try await Wire.run {
            $0.serve(Echo.get) { _, _ in throw thrown }
        } _: { wire in
            let error = await #expect(throws: RPCError.self) {
                try await wire.channel.call(Echo.get, Text())
            }
            #expect(error?.status == thrown.status)
            #expect(error?.metadata["x-why"] == "because")
        }
    }

    @Test func strangersErrorsStayInside() async throws {
        struct Secret: Error { let number = "555-0100" }
        try await Wire.run {
            $0.serve(Echo.get) { _, _ in throw Secret() }
        } _: { wire in
            let error = await #expect(throws: RPCError.self) {
                try await wire.channel.call(Echo.get, Text())
            }
            #expect(error?.code == .unknown)
            #expect(
                error?.message
                    == "/leadline.test.Echo/Get failed on the server; its log has the cause.")
        }
    }

    @Test func unimplemented() async throws {
        try await Wire.run {
            $0.serve(Echo.get) { request, _ in request }
        } _: { wire in
            let method = await #expect(throws: RPCError.self) {
                try await wire.channel.call(Echo.read, Text())
            }
            #expect(method?.code == .unimplemented)
            #expect(method?.message == "leadline.test.Echo has no method Read here.")
            let other = Method<Text, Text, Unary>(service: "a.Missing", name: "Get")
            let service = await #expect(throws: RPCError.self) {
                try await wire.channel.call(other, Text())
            }
            #expect(service?.message == "No service a.Missing is served here.")
        }
    }

    @Test func messagesTooLong() async throws {
        var settings = Wire.Settings()
        settings.limits.receiveMessageBytesMax = 1_000
        settings.limits.sendMessageBytesMax = 2_000
        settings.channel.limits.sendMessageBytesMax = 100_000
        settings.channel.limits.receiveMessageBytesMax = 1_500
        try await Wire.run(settings) {
            $0.serve(Echo.blob) { request, _ in Blob(count: request.value.count * 100) }
        } _: { wire in
            func failure(_ count: Int) async -> String? {
                let error = await #expect(throws: RPCError.self) {
                    try await wire.channel.call(Echo.blob, Blob(count: count))
                }
                #expect(error?.code == .resourceExhausted)
                return error?.message
            }
            #expect(await failure(5_000)?.hasPrefix("The client's message has 5003") == true)
            #expect(await failure(30)?.hasPrefix("The server's message has 3003") == true)
            #expect(await failure(18)?.hasPrefix("The server's message has 1803") == true)
            #expect(await failure(200_000)?.contains("it may send 100000") == true)
        }
    }
}
