import HTTP2
import Testing

@testable import GRPC

@Suite struct StatusTests {
    private func field(_ name: String, _ value: String) -> HeaderField {
        HeaderField(name: name, value: value)
    }

    @Test func okIsOneField() {
        let fields = Status.ok.fields(trailing: Metadata(), messageBytesMax: 100)
        #expect(fields == [field("grpc-status", "0")])
    }

    @Test func everythingTravels() throws {
        let status = Status(.notFound, "kein Lead für 100 %", details: [8, 5])
        var trailing = Metadata()
        try trailing.append("x-trace", "abc")
        let fields = status.fields(trailing: trailing, messageBytesMax: 100)
        #expect(
            fields == [
                field("grpc-status", "5"), field("grpc-message", "kein Lead f%C3%BCr 100 %25"),
                field("grpc-status-details-bin", "CAU"), field("x-trace", "abc"),
            ])
        #expect(Status(fields: fields) == status)
    }

    @Test func longMessagesAreCutAtACharacter() {
        let status = Status(.internal, "aaaé")
        let fields = status.fields(trailing: Metadata(), messageBytesMax: 4)
        #expect(fields.last == field("grpc-message", "aaa"))
    }

    @Test func strangeStatuses() {
        #expect(Status(fields: [field("grpc-message", "x")]) == nil)
        #expect(Status(fields: [field("grpc-status", "x")])?.code == .unknown)
        let future = Status(fields: [field("grpc-status", "99")])
        #expect(future?.code.rawValue == 99)
        #expect(future?.description == "CODE_99")
    }

    @Test(arguments: [
        (400, Status.Code.internal), (401, .unauthenticated), (403, .permissionDenied),
        (404, .unimplemented), (429, .unavailable), (502, .unavailable), (503, .unavailable),
        (504, .unavailable), (500, .unknown), (302, .unknown),
    ])
    func httpMapping(http: Int, code: Status.Code) {
        #expect(Status.Code(httpStatus: http) == code)
    }

    @Test func errorsOfStrangersSayNothingToTheCaller() {
        struct Leak: Error { let secret = "555-0100" }
        let error = RPCError.converting(Leak(), thrownBy: "/a.B/C")
        #expect(error.code == .unknown)
        #expect(!error.description.contains("555"))
        #expect(error.debugDescription.contains("555"))
        #expect(RPCError.converting(CancellationError(), thrownBy: "/a.B/C").code == .cancelled)
        let own = RPCError(.aborted, "Try again.")
        #expect(RPCError.converting(own, thrownBy: "/a.B/C").status == own.status)
    }
}
