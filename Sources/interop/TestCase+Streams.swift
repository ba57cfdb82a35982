import GRPC

extension TestCase {
    private static let requestSizes = [27_182, 8, 1_828, 45_904]
    private static let responseSizes = [31_415, 9, 2_653, 58_979]

    static func clientStreaming(_ channel: GRPCChannel) async throws {
        let reply = try await channel.call(TestMethods.input) { writer in
            for size in requestSizes {
                try await writer.write(.with { $0.payload = Payload(count: size) })
            }
        }
        try expect(reply.aggregatedPayloadSize, 74_922)
    }

    static func serverStreaming(_ channel: GRPCChannel) async throws {
        let request = OutputRequest.with {
            $0.responseParameters = responseSizes.map { size in .with { $0.size = Int32(size) } }
        }
        var sizes: [Int] = []
        for try await response in try await channel.call(TestMethods.output, request) {
            sizes.append(response.payload.body.count)
        }
        try expect(sizes, responseSizes)
    }

    static func pingPong(_ channel: GRPCChannel) async throws {
        try await channel.call(TestMethods.fullDuplex) { writer, responses in
            var answers = responses.makeAsyncIterator()
            for (request, response) in zip(requestSizes, responseSizes) {
                try await writer.write(exchange(request, response))
                try expect(try await answers.next()?.payload.body.count, response)
            }
            writer.finish()
            try expect(try await answers.next(), nil)
        }
    }

    private static func exchange(_ requestSize: Int, _ responseSize: Int) -> OutputRequest {
        .with {
            $0.responseParameters = [.with { $0.size = Int32(responseSize) }]
            $0.payload = Payload(count: requestSize)
        }
    }

    static func emptyStream(_ channel: GRPCChannel) async throws {
        try await channel.call(TestMethods.fullDuplex) { writer, responses in
            writer.finish()
            var answers = responses.makeAsyncIterator()
            try expect(try await answers.next(), nil)
        }
    }

    static func cancelAfterBegin(_ channel: GRPCChannel) async throws {
        let task = Task {
            try await channel.call(TestMethods.input) { writer in
                try await writer.write(.with { $0.payload = Payload(count: 1) })
                // Cancelled from inside, once the call has begun for certain.
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }
        _ = try await failure(.cancelled) { _ = try await task.value }
    }

    static func cancelAfterFirstResponse(_ channel: GRPCChannel) async throws {
        _ = try await failure(.cancelled) {
            try await channel.call(TestMethods.fullDuplex) { writer, responses in
                var answers = responses.makeAsyncIterator()
                try await writer.write(exchange(27_182, 31_415))
                try expect(try await answers.next()?.payload.body.count, 31_415)
                responses.cancel()
                _ = try await answers.next()
            }
        }
    }

    static func timeoutOnSleepingServer(_ channel: GRPCChannel) async throws {
        let options = CallOptions(timeout: .milliseconds(1))
        _ = try await failure(.deadlineExceeded) {
            try await channel.call(TestMethods.fullDuplex, options: options) { writer, responses in
                try? await writer.write(exchange(27_182, 31_415))
                for try await _ in responses {}
                // A server faster than the deadline has to wait for more, which doesn't come.
            }
        }
    }
}
