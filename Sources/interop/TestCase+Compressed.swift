import GRPC

/// A client that wants its requests compressed has to find out first whether the server looks: each
/// case about requests begins with one that isn't compressed as it says, which must be refused.
extension TestCase {
    private static let compressing = CallOptions(compression: .gzip)
    private static let accepting = CallOptions(
        compression: CallCompression(requests: .identity, acceptsResponses: true))

    static func clientCompressedUnary(_ channel: GRPCChannel) async throws {
        func request(expecting isCompressed: Bool) -> SimpleRequest {
            .with {
                $0.expectCompressed = .with { $0.value = isCompressed }
                $0.responseSize = 314_159
                $0.payload = Payload(count: 271_828)
            }
        }
        _ = try await failure(.invalidArgument) {
            _ = try await channel.call(TestMethods.unary, request(expecting: true))
        }
        for (isCompressed, options) in [(true, compressing), (false, CallOptions())] {
            let reply = try await channel.call(
                TestMethods.unary, request(expecting: isCompressed), options: options)
            try expect(reply.payload.body.count, 314_159)
        }
    }

    static func serverCompressedUnary(_ channel: GRPCChannel) async throws {
        for isCompressed in [true, false] {
            let request = SimpleRequest.with {
                $0.responseCompressed = .with { $0.value = isCompressed }
                $0.responseSize = 314_159
                $0.payload = Payload(count: 271_828)
            }
            let reply = try await channel.reply(TestMethods.unary, request, options: accepting)
            try expect(reply.message.payload.body.count, 314_159)
            try expect(reply.wasCompressed, isCompressed)
        }
    }

    static func clientCompressedStreaming(_ channel: GRPCChannel) async throws {
        func request(_ count: Int, expecting isCompressed: Bool) -> InputRequest {
            .with {
                $0.expectCompressed = .with { $0.value = isCompressed }
                $0.payload = Payload(count: count)
            }
        }
        _ = try await failure(.invalidArgument) {
            _ = try await channel.call(TestMethods.input) { writer in
                try await writer.write(request(27_182, expecting: true))
            }
        }
        let reply = try await channel.call(TestMethods.input, options: compressing) { writer in
            try await writer.write(request(27_182, expecting: true))
            try await writer.write(request(45_904, expecting: false), compress: false)
        }
        try expect(reply.aggregatedPayloadSize, 73_086)
    }

    static func serverCompressedStreaming(_ channel: GRPCChannel) async throws {
        let wanted = [(size: 31_415, isCompressed: true), (size: 92_653, isCompressed: false)]
        let request = OutputRequest.with {
            $0.responseParameters = wanted.map { one in
                .with {
                    $0.size = Int32(one.size)
                    $0.compressed = .with { $0.value = one.isCompressed }
                }
            }
        }
        let responses = try await channel.call(TestMethods.output, request, options: accepting)
        var answers = responses.makeAsyncIterator()
        for one in wanted {
            try expect(try await answers.next()?.payload.body.count, one.size)
            try expect(try await responses.lastWasCompressed, one.isCompressed)
        }
        try expect(try await answers.next(), nil)
    }
}
