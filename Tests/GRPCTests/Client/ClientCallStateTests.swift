import HTTP2
import Testing

@testable import GRPC

@Suite struct ClientCallStateTests {
    private let head = Self.fields((":status", "200"), ("content-type", "application/grpc"))
    private let ok = Self.fields(("grpc-status", "0"))

    private static func fields(_ pairs: (String, String)...) -> [HeaderField] {
        pairs.map { HeaderField(name: $0.0, value: $0.1) }
    }

    private func state(stream: Bool = false) -> ClientCallState {
        ClientCallState(path: "/a.B/C", responseIsStream: stream)
    }

    @Test func unaryCall() throws {
        var state = state()
        #expect(state.sendMessage() == true)
        #expect(state.sendEnd() == true)
        #expect(state.sendEnd() == false)
        #expect(state.sendMessage() == false)
        #expect(state.receiveHeaders(head, endStream: false) == .initialMetadata)
        try state.receiveMessage()
        #expect(state.receiveTrailers(ok) == .ok)
        #expect(state.receiveTrailers(ok) == nil)
        #expect(state.end() == false)
    }

    @Test func trailersOnly() {
        var state = state()
        let fields = head + Self.fields(("grpc-status", "5"), ("grpc-message", "no%20lead"))
        #expect(
            state.receiveHeaders(fields, endStream: true) == .ended(Status(.notFound, "no lead")))
    }

    @Test func okWithoutTheMessage() {
        var state = state()
        #expect(state.receiveHeaders(head, endStream: false) == .initialMetadata)
        #expect(state.receiveTrailers(ok)?.code == .internal)
    }

    @Test func okInTheMiddleOfAMessage() throws {
        var state = state(stream: true)
        #expect(state.receiveHeaders(head, endStream: false) == .initialMetadata)
        #expect(state.receiveTrailers(ok, unreadCount: 2)?.code == .internal)
    }

    @Test func secondMessageWhereThereIsOne() throws {
        var state = state()
        #expect(state.receiveHeaders(head, endStream: false) == .initialMetadata)
        try state.receiveMessage()
        let error = #expect(throws: RPCError.self) { try state.receiveMessage() }
        #expect(error?.code == .internal)
    }

    @Test func endWithoutStatus() {
        var state = state()
        #expect(state.receiveHeaders(head, endStream: true) != .ended(.ok))
        #expect(state.isOver)
    }

    @Test(arguments: [(503, Status.Code.unavailable), (404, .unimplemented), (200, .unknown)])
    func notGRPC(http: Int, code: Status.Code) {
        let html = Self.fields((":status", String(http)), ("content-type", "text/html"))
        var state = state()
        guard case .refused(let status) = state.receiveHeaders(html, endStream: false) else {
            Issue.record("an HTML page passed for a response")
            return
        }
        #expect(status.code == code)
        var whole = self.state()
        #expect(whole.receiveHeaders(html, endStream: true) == .ended(status))
    }

    @Test func interimResponsesAreSkipped() {
        var state = state()
        let hints = Self.fields((":status", "103"))
        #expect(state.receiveHeaders(hints, endStream: false) == .ignored)
        #expect(state.receiveHeaders(head, endStream: false) == .initialMetadata)
    }

    @Test func endedBySide() {
        var state = state(stream: true)
        #expect(state.end() == true)
        #expect(state.sendMessage() == false)
        #expect(state.receiveTrailers(ok) == nil)
    }
}
