@testable import GRPC
import LeadlineAPI
import Testing

@Suite struct ReflectedProtosTests {
    @Test func everyMethodsFileIsThereWithAllThatItImports() throws {
        let index = try ProtocolDescriptors.index()
        for path in [
            CaptureMethods.submit.path, ScoringMethods.assess.path, BiddingMethods.bidStream.path,
            RoutingMethods.explain.path, ReportingMethods.query.path,
            "/grpc.health.v1.Health/Watch",
        ] + ReflectionService.paths {
            let symbol = path.dropFirst().split(separator: "/").joined(separator: ".")
            let name = try #require(index.file(declaring: symbol), "\(symbol)")
            var sent: Set<String> = []
            let files = try #require(index.files(from: name, sent: &sent))
            #expect(files.count == sent.count)
        }
    }
}
