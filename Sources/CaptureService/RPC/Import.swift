import GRPC
import LeadlineAPI
import ServiceHost

/// `Capture.Import`: rows in, one result a row out, in the order in which they finish (FEATURES
/// A20). So many rows are worked on at a time; the next is read when one is done, so a sender that
/// is faster than we are is held back by its stream's window. A bad row is its own result and
/// hurts no other.
struct Import: Sendable {
    let submit: Submit
    /// Why a caller may not go on, asked at every row: imports last.
    let refusal: @Sendable (Caller) -> RPCError?

    /// Handles one call.
    func callAsFunction(
        _ rows: RequestStream<WireImportRow>, _ results: ResponseWriter<WireImportResult>,
        _ context: ServerContext
    ) async throws {
        // authorize
        let caller = try context.caller()
        var importID: String?
        try await withThrowingTaskGroup(of: Void.self) { group in
            var inFlight = 0
            for try await row in rows {
                if let refusal = refusal(caller) { throw refusal }
                if importID == nil { importID = try checked(row.importID) }
                while inFlight >= submit.limits.importRowsInFlight {
                    try await group.next()
                    inFlight -= 1
                }
                inFlight += 1
                // load, step, commit, reply: as Submit does, a row at a time
                group.addTask { [importID] in
                    let result = await result(of: row, importID ?? "", caller, context.deadline)
                    try await results.write(result)
                }
            }
            try await group.waitForAll()
        }
    }

    private func checked(_ importID: String) throws(RPCError) -> String {
        guard importID.count <= submit.limits.importIDCharactersMax,
            importID.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw RPCError(
                .invalidArgument,
                "import_id must be at most \(submit.limits.importIDCharactersMax) characters.")
        }
        return importID
    }

    private nonisolated(nonsending) func result(
        of row: WireImportRow, _ importID: String, _ caller: Caller, _ deadline: Deadline?
    ) async -> WireImportResult {
        var result = WireImportResult()
        result.row = row.row
        do {
            if row.dryRun {
                result.reply = try submit.check(row.lead, as: caller)
            } else {
                let request = try keyed(row, importID)
                let reply = try await submit.submit(
                    Submission(request), as: caller, by: deadline, since: .read())
                result.reply = try reply.decoded()
            }
        } catch {
            let error = error as? RPCError ?? RPCError(.unknown, "The row failed.", cause: error)
            result.errorCode = Int32(error.code.rawValue)
            result.errorMessage = error.message
        }
        return result
    }

    /// A row without a key of its own gets one from the import's name and its number, so that an
    /// import that broke is repeated as a whole.
    private func keyed(
        _ row: WireImportRow, _ importID: String
    ) throws(RPCError) -> WireSubmitRequest {
        guard row.row >= 1 else {
            throw RPCError(.invalidArgument, "row counts from 1.")
        }
        var request = row.lead
        if request.idempotencyKey.isEmpty, !importID.isEmpty {
            request.idempotencyKey = "import:\(importID):\(row.row)"
        }
        return request
    }
}
