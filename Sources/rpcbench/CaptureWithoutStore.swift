import GRPC
import LeadlineAPI
import Market
import Synchronization

/// Answers submissions and rows with the same little work as the peers' servers do: one look into
/// the fields, an id, and what the reply repeats of the request.
final class CaptureWithoutStore: Sendable {
    private let count = Atomic<UInt64>(0)

    @Sendable nonisolated(nonsending) func submit(
        _ request: WireSubmitRequest, _ context: ServerContext
    ) async throws -> WireSubmitReply {
        try answer(request)
    }

    /// A result for each row, as soon as the row is there.
    @Sendable nonisolated(nonsending) func importLeads(
        _ rows: RequestStream<WireImportRow>, _ results: ResponseWriter<WireImportResult>,
        _ context: ServerContext
    ) async throws {
        for try await row in rows {
            var result = WireImportResult()
            result.row = row.row
            result.reply = try answer(row.lead)
            try await results.write(result)
        }
    }

    private func answer(_ request: WireSubmitRequest) throws -> WireSubmitReply {
        guard request.fields["phone"] != nil else {
            throw RPCError(.invalidArgument, "no phone")
        }
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let id = Identifier(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0000 | number)
        var reply = WireSubmitReply()
        reply.leadID = id.description
        reply.outcome = .stored
        reply.subIds = request.subIds
        reply.receivedAt = request.capturedAt
        return reply
    }
}
