import GRPC
import Reactor
import Testing

@Suite struct StreamTests {
    @Test func serverStream() async throws {
        try await Wire.run {
            $0.serve(Echo.expand) { request, context, writer in
                for number in 0..<request.value { try await writer.write(Number(number)) }
                try context.setTrailing("x-count", "\(request.value)")
            }
        } _: { wire in
            for count in [0, 1, 3_000] as [Int32] {
                let stream = try await wire.channel.call(Echo.expand, Number(count))
                var received: [Int32] = []
                for try await number in stream { received.append(number.value) }
                #expect(received == Array(0..<count))
                #expect(try await stream.trailingMetadata["x-count"] == "\(count)")
            }
        }
    }

    @Test func messagesBeforeAFailureArrive() async throws {
        try await Wire.run {
            $0.serve(Echo.expand) { _, _, writer in
                try await writer.write(Number(1))
                try await writer.write(Number(2))
                throw RPCError(.aborted, "Enough.")
            }
        } _: { wire in
            let stream = try await wire.channel.call(Echo.expand, Number(9))
            var received: [Int32] = []
            let error = await #expect(throws: RPCError.self) {
                for try await number in stream { received.append(number.value) }
            }
            #expect(received == [1, 2])
            #expect(error?.status == Status(.aborted, "Enough."))
        }
    }

    @Test func clientStream() async throws {
        try await Wire.run {
            $0.serve(Echo.collect) { requests, _ in
                var sum: Int32 = 0
                for try await number in requests { sum += number.value }
                return Number(sum)
            }
        } _: { wire in
            for count in [0, 1, 2_000] as [Int32] {
                let sum = try await wire.channel.call(Echo.collect) { writer in
                    for number in 0..<count { try await writer.write(Number(number)) }
                }
                #expect(sum.value == count * (count - 1) / 2)
            }
        }
    }

    @Test func pingPong() async throws {
        try await Wire.run {
            $0.serve(Echo.chat) { requests, writer, _ in
                for try await text in requests { try await writer.write(Text(text.value + "!")) }
            }
        } _: { wire in
            let last = try await wire.channel.call(Echo.chat) { writer, responses in
                var answers = responses.makeAsyncIterator()
                for round in 0..<100 {
                    try await writer.write(Text("\(round)"))
                    #expect(try await answers.next()?.value == "\(round)!")
                }
                writer.finish()
                return try await answers.next()
            }
            #expect(last == nil)
        }
    }

    @Test func initialMetadataComesBeforeTheFirstMessage() async throws {
        try await Wire.run {
            $0.serve(Echo.chat) { requests, writer, context in
                context.sendInitialMetadata(["x-hello": "there"])
                for try await text in requests { try await writer.write(text) }
            }
        } _: { wire in
            try await wire.channel.call(Echo.chat) { writer, responses in
                #expect(try await responses.initialMetadata["x-hello"] == "there")
                try await writer.write(Text("a"))
                var answers = responses.makeAsyncIterator()
                #expect(try await answers.next()?.value == "a")
            }
        }
    }

    @Test("a server that answers early ends the client's stream, and its answer counts")
    func earlyAnswer() async throws {
        try await Wire.run {
            $0.serve(Echo.collect) { requests, _ in
                for try await number in requests where number.value == 3 { break }
                return Number(33)
            }
        } _: { wire in
            let reply = try await wire.channel.call(Echo.collect) { writer in
                for number in 0..<Int32.max { try await writer.write(Number(number)) }
            }
            #expect(reply.value == 33)
        }
    }

    @Test func slowReaderSlowsTheServerDown() async throws {
        let written = Tally()
        var settings = Wire.Settings()
        settings.loopCount = 2
        settings.channel.http2.streamWindowBytes = 65_535
        try await Wire.run(settings) {
            $0.serve(Echo.pour) { request, _, writer in
                for _ in 0..<request.value {
                    try await writer.write(Blob(count: 10_000))
                    written.add()
                }
            }
        } _: { wire in
            let stream = try await wire.channel.call(Echo.pour, Number(1_000))
            var blobs = stream.makeAsyncIterator()
            _ = try await blobs.next()
            await written.wait(atLeast: 7)
            // One message in hand, 64 KiB of window, 64 KiB to be sent, and the one that tipped it.
            #expect(written.count < 30)
            var count = 1
            while try await blobs.next() != nil { count += 1 }
            #expect(count == 1_000)
            #expect(written.count == 1_000)
        }
    }

    @Test func slowServerSlowsTheClientDown() async throws {
        let written = Tally()
        let go = Signal<Void>()
        var settings = Wire.Settings()
        settings.loopCount = 2
        settings.http2.streamWindowBytes = 65_535
        try await Wire.run(settings) {
            $0.serve(Echo.sink) { requests, _ in
                await go.wait()
                var count: Int32 = 0
                for try await _ in requests { count += 1 }
                return Number(count)
            }
        } _: { wire in
            async let reply = wire.channel.call(Echo.sink) { writer in
                for _ in 0..<1_000 {
                    try await writer.write(Blob(count: 10_000))
                    written.add()
                }
            }
            await written.wait(atLeast: 7)
            #expect(written.count < 30)
            go.fire()
            let count = try await reply.value
            #expect(count == 1_000)
        }
    }

    @Test("messages longer than the window arrive", arguments: [70_000, 3_000_000])
    func longerThanTheWindow(count: Int) async throws {
        var settings = Wire.Settings()
        settings.http2.streamWindowBytes = 65_535
        settings.channel.http2.streamWindowBytes = 65_535
        try await Wire.run(settings) {
            $0.serve(Echo.blob) { request, _ in request }
            $0.serve(Echo.sink) { requests, _ in
                var sum = 0
                for try await blob in requests { sum += blob.value.count }
                return Number(Int32(sum))
            }
        } _: { wire in
            let blob = Blob(count: count)
            #expect(try await wire.channel.call(Echo.blob, blob) == blob)
            let sum = try await wire.channel.call(Echo.sink) { writer in
                try await writer.write(blob)
                try await writer.write(blob)
            }
            #expect(sum.value == Int32(2 * count))
        }
    }

    @Test func writersOfManyTasks() async throws {
        try await Wire.run {
            $0.serve(Echo.pour) { request, _, writer in
                await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<request.value {
                        group.addTask { try await writer.write(Blob(count: 50_000)) }
                    }
                }
            }
        } _: { wire in
            let stream = try await wire.channel.call(Echo.pour, Number(100))
            var count = 0
            for try await blob in stream where blob.value.count == 50_000 { count += 1 }
            #expect(count == 100)
        }
    }
}
