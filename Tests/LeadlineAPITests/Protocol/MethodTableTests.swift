import GRPC
import LeadlineAPI
import SwiftProtobuf
import Testing

/// The table of typed methods says what the protos say, and all of it.
@Suite struct MethodTableTests {
    /// A method as text: path, messages, shape, and whether it may be repeated.
    private static func line<Request: Message, Response: Message, Kind: CallKind>(
        _ method: Method<Request, Response, Kind>
    ) -> String {
        let repeats = method.idempotent ? " idempotent" : ""
        return "\(method.path) \(Request.protoMessageName) \(Response.protoMessageName) "
            + "\(Kind.self)\(repeats)"
    }

    private static let table = [
        line(CaptureMethods.submit), line(CaptureMethods.ping), line(CaptureMethods.post),
        line(CaptureMethods.getResult), line(CaptureMethods.importLeads),
        line(ScoringMethods.assess), line(BiddingMethods.bidStream),
        line(AuctionMethods.runAuction), line(AuctionMethods.deliver),
        line(AuctionMethods.notify), line(RoutingMethods.route), line(RoutingMethods.explain),
        line(ReportingMethods.query), line(ReportingMethods.timeline),
    ]

    private static func line(
        _ method: Google_Protobuf_MethodDescriptorProto, _ service: String
    ) -> String {
        let kind =
            switch (method.clientStreaming, method.serverStreaming) {
            case (false, false): "Unary"
            case (false, true): "ServerStreaming"
            case (true, false): "ClientStreaming"
            case (true, true): "Bidirectional"
            }
        let repeats = method.options.idempotencyLevel == .idempotencyUnknown ? "" : " idempotent"
        return "/\(service)/\(method.name) \(method.inputType.dropFirst()) "
            + "\(method.outputType.dropFirst()) \(kind)\(repeats)"
    }

    @Test func theTableAgreesWithTheProtos() {
        let protos = Descriptors.files.flatMap { file in
            file.service.flatMap { service in
                service.method.map { Self.line($0, "\(file.package).\(service.name)") }
            }
        }
        #expect(Set(Self.table) == Set(protos))
        #expect(Self.table.count == protos.count)
    }
}
