import Reactor
import SwiftProtobuf
import Testing

@testable import GRPC

@Suite struct ReflectionTests {
    private typealias Request = Grpc_Reflection_V1_ServerReflectionRequest
    private typealias Response = Grpc_Reflection_V1_ServerReflectionResponse

    /// `top.proto` imports `middle.proto`, which imports `bottom.proto`; `top` extends what
    /// `bottom` declares.
    private static let set = Google_Protobuf_FileDescriptorSet.with {
        $0.file = [
            .with {
                $0.name = "bottom.proto"
                $0.package = "low"
                $0.messageType = [
                    .with {
                        $0.name = "Outer"
                        $0.field = [.with { $0.name = "number" }]
                        $0.nestedType = [.with { $0.name = "Inner" }]
                        $0.enumType = [
                            .with {
                                $0.name = "Kind"
                                $0.value = [.with { $0.name = "KIND_A" }]
                            }
                        ]
                    }
                ]
            },
            .with {
                $0.name = "middle.proto"
                $0.dependency = ["bottom.proto"]
            },
            .with {
                $0.name = "top.proto"
                $0.package = "high.up"
                $0.dependency = ["middle.proto", "bottom.proto"]
                $0.service = [
                    .with {
                        $0.name = "Echo"
                        $0.method = [.with { $0.name = "Get" }]
                    }
                ]
                $0.extension = [
                    .with {
                        $0.name = "more"
                        $0.number = 101
                        $0.extendee = ".low.Outer"
                    }
                ]
            },
        ]
    }

    private func index() throws -> DescriptorIndex {
        try DescriptorIndex(base64: Base64.encode(try Self.set.serializedBytes()))
    }

    /// Asks one question after the other on one stream, of either version.
    private func ask(_ version: String, _ requests: [Request]) async throws -> [Response] {
        let service = try ReflectionService(index())
        let method = Method<Request, Response, Bidirectional>(
            service: "grpc.reflection.\(version).ServerReflection", name: "ServerReflectionInfo")
        nonisolated(unsafe) var answers: [Response] = []
        try await Wire.run {
            $0.serve(Echo.get) { request, _ in request }
            service.register(in: &$0)
        } _: { wire in
            answers = try await wire.channel.call(method) { writer, responses in
                for request in requests { try await writer.write(request) }
                writer.finish()
                var found: [Response] = []
                for try await response in responses { found.append(response) }
                return found
            }
        }
        return answers
    }

    private func names(_ response: Response) throws -> [String] {
        try response.fileDescriptorResponse.fileDescriptorProto.map {
            try Google_Protobuf_FileDescriptorProto(serializedBytes: $0).name
        }
    }

    @Test(arguments: ["v1", "v1alpha"])
    func servicesAndFiles(version: String) async throws {
        let answers = try await ask(
            version,
            [
                .with { $0.listServices = "*" },
                .with { $0.fileByFilename = "top.proto" },
                .with { $0.fileContainingSymbol = "low.Outer.Inner" },
            ])
        #expect(answers.count == 3)
        let services = answers[0].listServicesResponse.service.map(\.name)
        #expect(services == (ReflectionService.services + [Echo.service]).sorted())
        #expect(ReflectionService.services.contains("grpc.reflection.v1.ServerReflection"))
        #expect(Set(try names(answers[1])) == ["top.proto", "middle.proto", "bottom.proto"])
        #expect(try names(answers[1]).first == "top.proto")
        #expect(try names(answers[2]) == ["bottom.proto"])
        #expect(answers[2].originalRequest.fileContainingSymbol == "low.Outer.Inner")
    }

    @Test("what there isn't is answered, and the stream goes on")
    func refusals() async throws {
        let answers = try await ask(
            "v1",
            [
                .with { $0.fileByFilename = "none.proto" },
                .with { $0.fileContainingSymbol = "low.None" },
                .with { $0.allExtensionNumbersOfType = "low.None" },
                .with { $0.fileContainingExtension = .with { $0.containingType = "low.Outer" } },
                Request(),
            ])
        #expect(answers.map(\.errorResponse.errorCode) == [5, 5, 5, 5, 3])
    }

    @Test("a client that asks nothing more doesn't hold the server's stop")
    func idleStreamEndsWithTheServer() async throws {
        let service = try ReflectionService(index())
        let method = Method<Request, Response, Bidirectional>(
            service: ReflectionService.services[0], name: "ServerReflectionInfo")
        try await Wire.run {
            service.register(in: &$0)
        } _: { wire in
            let error = await #expect(throws: RPCError.self) {
                try await wire.channel.call(method) { writer, responses in
                    try await writer.write(.with { $0.listServices = "*" })
                    var answers = responses.makeAsyncIterator()
                    _ = try await answers.next()
                    // Far longer than any test may take: the stream, not the grace, is what ends.
                    await wire.server.shutdown(grace: .seconds(3_600))
                    _ = try await answers.next()
                }
            }
            #expect(error?.code == .unavailable)
            #expect(error?.message == "The server is shutting down.")
        }
    }

    @Test func extensions() async throws {
        let answers = try await ask(
            "v1",
            [
                .with { $0.allExtensionNumbersOfType = "low.Outer" },
                .with { $0.allExtensionNumbersOfType = "low.Outer.Inner" },
                .with {
                    $0.fileContainingExtension = .with {
                        $0.containingType = "low.Outer"
                        $0.extensionNumber = 101
                    }
                },
            ])
        #expect(answers[0].allExtensionNumbersResponse.extensionNumber == [101])
        #expect(answers[0].allExtensionNumbersResponse.baseTypeName == "low.Outer")
        #expect(answers[1].allExtensionNumbersResponse.extensionNumber.isEmpty)
        #expect(try names(answers[2]).first == "top.proto")
    }

    @Test func everyKindOfSymbolIsFound() throws {
        let index = try index()
        for symbol in [
            "low.Outer", "low.Outer.number", "low.Outer.Inner", "low.Outer.Kind",
            "low.Outer.KIND_A",
        ] {
            #expect(index.file(declaring: symbol) == "bottom.proto", "\(symbol)")
        }
        for symbol in ["high.up.Echo", "high.up.Echo.Get", "high.up.more"] {
            #expect(index.file(declaring: symbol) == "top.proto", "\(symbol)")
        }
        #expect(index.file(declaring: "Echo") == nil)
    }

    @Test func damagedDescriptors() {
        for base64 in ["!", Base64.encode([0xFF])] {
            let error = #expect(throws: RPCError.self) { try DescriptorIndex(base64: base64) }
            #expect(error?.code == .internal)
        }
    }
}
