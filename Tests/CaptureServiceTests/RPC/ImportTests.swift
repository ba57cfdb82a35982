@testable import CaptureService
import GRPC
import LeadlineAPI
import Market
import ServiceTesting
import SwiftProtobuf
import Testing

@Suite struct ImportTests {
    private static func row(
        _ number: Int64, dryRun: Bool = false,
        _ adjust: (inout WireSubmitRequest) -> Void = { _ in }
    ) -> WireImportRow {
        var row = WireImportRow()
        row.importID = "march"
        row.row = number
        row.lead = CaptureBench.lead("", adjust)
        row.dryRun = dryRun
        return row
    }

    @Test func `each row gets one result, and a bad one hurts no other`() async throws {
        try await CaptureBench.run { bench in
            var rows = (1...600).map { Self.row($0) }
            rows[6] = Self.row(7) { $0.fields["phone"] = "nonsense" }
            rows[7] = Self.row(8) { $0.channelID = "other" }
            rows[8] = Self.row(9) { $0.minPayout.micros = -1 }
            let results = try await bench.importing(rows)
            #expect(results.keys.sorted() == (1...600).map(Int64.init))
            #expect(results[1]?.reply.outcome == .sold)
            #expect(results[7]?.reply.outcome == .rejected)
            #expect(results[8]?.errorCode == Int32(Status.Code.permissionDenied.rawValue))
            #expect(results[9]?.errorCode == Int32(Status.Code.invalidArgument.rawValue))
            #expect(results.values.filter { $0.errorCode == 0 }.count == 598)
        }
    }

    @Test func `repeated as a whole, it imports nothing twice`() async throws {
        try await CaptureBench.run { bench in
            let rows = (1...20).map { Self.row($0) }
            let first = try await bench.importing(rows, key: "archive")
            let second = try await bench.importing(rows, key: "archive")
            #expect(first == second)
            #expect(Set(first.values.map(\.reply.leadID)).count == 20)
        }
    }

    @Test func `a dry run stores nothing`() async throws {
        try await CaptureBench.run { bench in
            let results = try await bench.importing([
                Self.row(1, dryRun: true),
                Self.row(2, dryRun: true) { $0.fields["state"] = nil },
            ])
            #expect(results[1]?.reply.outcome == .pending)
            #expect(results[1]?.reply.leadID == "")
            #expect(results[2]?.reply.reasons.map(\.field) == ["state"])
            #expect(bench.routing.requests.isEmpty)
            var request = WireGetResultRequest()
            request.idempotencyKey = "import:march:1"
            #expect(await code { _ = try await bench.result(request) } == .notFound)
        }
    }
}

extension CaptureBench {
    /// Imports rows on one stream; the results by row.
    func importing(
        _ rows: [WireImportRow], key: String = "web"
    ) async throws -> [Int64: WireImportResult] {
        try await channel.call(
            CaptureMethods.importLeads, options: try exchange.options(key, timeout: .seconds(60))
        ) { writer, results in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for row in rows { try await writer.write(row) }
                    writer.finish()
                }
                var found: [Int64: WireImportResult] = [:]
                for try await result in results {
                    #expect(found[result.row] == nil)
                    found[result.row] = result
                }
                try await group.waitForAll()
                return found
            }
        }
    }
}
