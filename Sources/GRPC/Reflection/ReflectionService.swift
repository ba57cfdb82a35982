import SwiftProtobuf

/// The standard reflection service, under both of its names: `grpc.reflection.v1.ServerReflection`
/// and the older `v1alpha`, which speak the same messages.
///
/// It tells strangers what the protocol is, not what anybody does with it; still it is a service
/// like any other to the server's access rules.
public struct ReflectionService: Sendable {
    private typealias Request = Grpc_Reflection_V1_ServerReflectionRequest
    private typealias Response = Grpc_Reflection_V1_ServerReflectionResponse
    private typealias Info = Method<Request, Response, Bidirectional>

    /// The full names that it is served under.
    public static let services = ["v1", "v1alpha"].map { "grpc.reflection.\($0).ServerReflection" }

    /// The paths of its methods.
    public static let paths = services.map { info($0).path }

    private let index: DescriptorIndex

    /// - Parameter index: The protos of the services that are served beside it.
    public init(_ index: DescriptorIndex) {
        self.index = index
    }

    private static func info(_ service: String) -> Info {
        Info(service: service, name: "ServerReflectionInfo")
    }

    /// Adds itself to what a server serves. It lists what the router has by then.
    public func register(in router: inout ServiceRouter) {
        let listed = (router.services + Self.services).sorted()
        let open = LastingCalls()
        router.atStop { open.end() }
        for service in Self.services {
            router.serve(Self.info(service)) { requests, writer, context in
                try open.begin(context)
                defer { open.didEnd(context) }
                var sent: Set<String> = []
                for try await request in requests {
                    try await writer.write(answer(request, listed, &sent))
                }
            }
        }
    }

    private func answer(
        _ request: Request, _ services: [String], _ sent: inout Set<String>
    ) -> Response {
        var response = Response()
        response.validHost = request.host
        response.originalRequest = request
        do {
            response.messageResponse = try found(request, services, &sent)
        } catch {
            response.errorResponse = .with {
                $0.errorCode = Int32(error.code.rawValue)
                $0.errorMessage = error.message
            }
        }
        return response
    }

    private func found(
        _ request: Request, _ services: [String], _ sent: inout Set<String>
    ) throws(RPCError) -> Response.OneOf_MessageResponse {
        switch request.messageRequest {
        case .listServices:
            return .listServicesResponse(
                .with { $0.service = services.map { name in .with { $0.name = name } } })
        case .fileByFilename(let name):
            return try files(from: name, &sent)
        case .fileContainingSymbol(let symbol):
            return try files(from: index.file(declaring: symbol), &sent)
        case .fileContainingExtension(let wanted):
            let name = index.file(
                extending: wanted.containingType, number: wanted.extensionNumber)
            return try files(from: name, &sent)
        case .allExtensionNumbersOfType(let type):
            guard let numbers = index.extensionNumbers(of: type) else { throw Self.notFound }
            return .allExtensionNumbersResponse(
                .with {
                    $0.baseTypeName = type
                    $0.extensionNumber = numbers
                })
        case nil:
            throw RPCError(.invalidArgument, "The client's request asks for nothing known here.")
        }
    }

    private func files(
        from name: String?, _ sent: inout Set<String>
    ) throws(RPCError) -> Response.OneOf_MessageResponse {
        guard let name, let files = index.files(from: name, sent: &sent) else {
            throw Self.notFound
        }
        return .fileDescriptorResponse(
            .with { $0.fileDescriptorProto = files.map { .init($0) } })
    }

    private static let notFound = RPCError(.notFound, "The protos of this server don't have it.")
}
