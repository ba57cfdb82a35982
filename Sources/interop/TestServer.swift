import GRPC
import Reactor

/// What a server has to do for the interoperability cases of any client.
struct TestServer {
    static let initialEcho = "x-grpc-test-echo-initial"
    static let trailingEcho = "x-grpc-test-echo-trailing-bin"

    static func router() -> ServiceRouter {
        var router = ServiceRouter()
        router.serve(TestMethods.empty) { request, context in
            try echoMetadata(context)
            return request
        }
        router.serve(TestMethods.unary, unary)
        router.serve(TestMethods.output) { request, context, writer in
            context.compressResponses(.gzip)
            try echoMetadata(context)
            try await answer(request, context, writer)
        }
        router.serve(TestMethods.input) { requests, context in
            try echoMetadata(context)
            var count = 0
            for try await request in requests {
                try check(request.hasExpectCompressed ? request.expectCompressed : nil, context)
                count += request.payload.body.count
            }
            return .with { $0.aggregatedPayloadSize = Int32(clamping: count) }
        }
        router.serve(TestMethods.fullDuplex) { requests, writer, context in
            context.compressResponses(.gzip)
            try echoMetadata(context)
            for try await request in requests { try await answer(request, context, writer) }
        }
        router.serve(TestMethods.halfDuplex) { requests, writer, context in
            var all: [OutputRequest] = []
            for try await request in requests { all.append(request) }
            for request in all { try await answer(request, context, writer) }
        }
        return router
    }

    @Sendable private static func unary(
        _ request: SimpleRequest, _ context: ServerContext
    ) throws -> SimpleResponse {
        context.compressResponses(request.responseCompressed.value ? .gzip : .identity)
        try echoMetadata(context)
        try check(request.hasExpectCompressed ? request.expectCompressed : nil, context)
        try check(request.hasResponseStatus ? request.responseStatus : nil)
        return .with { $0.payload = Payload(count: Int(request.responseSize)) }
    }

    private static func answer(
        _ request: OutputRequest, _ context: ServerContext, _ writer: ResponseWriter<OutputResponse>
    ) async throws {
        try check(request.hasResponseStatus ? request.responseStatus : nil)
        for wanted in request.responseParameters {
            if wanted.intervalUs > 0 {
                let wait = Microseconds(Int64(wanted.intervalUs))
                try await context.loop.sleep(until: context.loop.now + wait)
            }
            let response = OutputResponse.with { $0.payload = Payload(count: Int(wanted.size)) }
            try await writer.write(response, compress: wanted.compressed.value)
        }
    }

    /// The case `custom_metadata`.
    private static func echoMetadata(_ context: ServerContext) throws {
        if let value = context.metadata[initialEcho] {
            var metadata = Metadata()
            try metadata.append(initialEcho, value)
            context.sendInitialMetadata(metadata)
        }
        if let bytes = context.metadata.bytes(trailingEcho) {
            try context.setTrailing(trailingEcho, bytes: bytes)
        }
    }

    /// The cases `client_compressed_unary` and `client_compressed_streaming`.
    private static func check(
        _ isExpected: Grpc_Testing_BoolValue?, _ context: ServerContext
    ) throws {
        guard let isExpected, isExpected.value != context.requestWasCompressed else { return }
        throw RPCError(
            .invalidArgument,
            isExpected.value ? "The request isn't compressed." : "The request is compressed.")
    }

    /// The cases `status_code_and_message` and `special_status_message`.
    private static func check(_ status: Grpc_Testing_EchoStatus?) throws {
        guard let status, status.code != 0 else { return }
        throw RPCError(Status.Code(rawValue: Int(status.code)), status.message)
    }
}
