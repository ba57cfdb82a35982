import HTTP2
import Testing

@testable import GRPC

@Suite struct ServerCallStateTests {
    private func state(stream: Bool = false) -> ServerCallState {
        ServerCallState(path: "/a.B/C", requestIsStream: stream)
    }

    @Test func unaryCall() throws {
        var state = state()
        try state.receiveMessage()
        try state.receiveEnd(unreadCount: 0)
        #expect(state.sendHeaders() == true)
        #expect(state.sendHeaders() == false)
        #expect(state.sendMessage() == true)
        #expect(state.end() == .trailers)
        #expect(state.isOver)
    }

    @Test func errorBeforeAnythingIsTrailersOnly() {
        var state = state()
        #expect(state.end() == .trailersOnly)
        #expect(state.end() == nil)
        #expect(state.sendHeaders() == false)
        #expect(state.sendMessage() == false)
    }

    @Test func secondMessageOfAUnaryRequest() throws {
        var state = state()
        try state.receiveMessage()
        let error = #expect(throws: RPCError.self) { try state.receiveMessage() }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message == "/a.B/C takes one message; the client sent another.")
    }

    @Test func missingMessageOfAUnaryRequest() {
        var state = state()
        let error = #expect(throws: RPCError.self) { try state.receiveEnd(unreadCount: 0) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func streamOfNothingIsFine() throws {
        var state = state(stream: true)
        try state.receiveEnd(unreadCount: 0)
        #expect(state.requestEnded)
    }

    @Test(arguments: [true, false])
    func cutOffMessage(stream: Bool) throws {
        var state = state(stream: stream)
        try state.receiveMessage()
        let error = #expect(throws: RPCError.self) { try state.receiveEnd(unreadCount: 3) }
        #expect(error?.message == "The client ended /a.B/C in the middle of a message.")
    }
}

@Suite struct RequestHeadTests {
    private func head(_ extra: (String, String)...) -> RequestHead {
        let base = [(":method", "POST"), (":path", "/a.B/C")]
        return RequestHead((base + extra).map { HeaderField(name: $0.0, value: $0.1) })
    }

    @Test(arguments: [
        ("application/grpc", true), ("application/grpc+proto", true),
        ("application/grpc;charset=utf-8", true), ("application/grpc+json", false),
        ("application/grpc-web", false), ("application/json", false), ("", false),
        ("application/grpcx", false),
    ])
    func contentTypes(text: String, isCall: Bool) {
        #expect(head(("content-type", text)).isCall == isCall)
    }

    @Test func timeouts() throws {
        #expect(try head().timeout() == nil)
        #expect(try head(("grpc-timeout", "5S")).timeout() == .seconds(5))
        let error = #expect(throws: RPCError.self) {
            try head(("grpc-timeout", "soon")).timeout()
        }
        #expect(error?.code == .invalidArgument)
    }

    @Test func encodings() throws {
        #expect(try head().compression() == .identity)
        #expect(try head(("grpc-encoding", "identity")).compression() == .identity)
        #expect(try head(("grpc-encoding", "gzip")).compression() == .gzip)
        let error = #expect(throws: RPCError.self) {
            try head(("grpc-encoding", "br")).compression()
        }
        #expect(error?.code == .unimplemented)
    }
}
