import GRPC

typealias Empty = Grpc_Testing_Empty
typealias Payload = Grpc_Testing_Payload
typealias SimpleRequest = Grpc_Testing_SimpleRequest
typealias SimpleResponse = Grpc_Testing_SimpleResponse
typealias InputRequest = Grpc_Testing_StreamingInputCallRequest
typealias InputResponse = Grpc_Testing_StreamingInputCallResponse
typealias OutputRequest = Grpc_Testing_StreamingOutputCallRequest
typealias OutputResponse = Grpc_Testing_StreamingOutputCallResponse

/// The methods of `Protos/grpc/testing/test.proto`.
enum TestMethods {
    private static let service = "grpc.testing.TestService"

    static let empty = Method<Empty, Empty, Unary>(service: service, name: "EmptyCall")
    static let unary = Method<SimpleRequest, SimpleResponse, Unary>(
        service: service, name: "UnaryCall")
    static let output = Method<OutputRequest, OutputResponse, ServerStreaming>(
        service: service, name: "StreamingOutputCall")
    static let input = Method<InputRequest, InputResponse, ClientStreaming>(
        service: service, name: "StreamingInputCall")
    static let fullDuplex = Method<OutputRequest, OutputResponse, Bidirectional>(
        service: service, name: "FullDuplexCall")
    static let halfDuplex = Method<OutputRequest, OutputResponse, Bidirectional>(
        service: service, name: "HalfDuplexCall")
    static let unimplemented = Method<Empty, Empty, Unary>(
        service: service, name: "UnimplementedCall")
    static let unimplementedService = Method<Empty, Empty, Unary>(
        service: "grpc.testing.UnimplementedService", name: "UnimplementedCall")
}

extension Grpc_Testing_Payload {
    /// Zeros.
    init(count: Int) {
        self.init()
        body = .init(count: count)
    }
}
