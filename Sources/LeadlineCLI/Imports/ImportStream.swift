import GRPC
import LeadlineAPI

/// One import over the stream of `Capture.Import`: so many rows are under way at a time, and one
/// more is sent for each that is answered.
struct ImportStream: Sendable {
    let source: RowSource
    let importID: String
    /// Overrides the rows' own; nil leaves them.
    var channel: String?
    var dryRun = false
    /// Rows under way at a time.
    var window = 64

    /// Sends all and takes all answers.
    ///
    /// - Throws: `RPCError` when the stream breaks; the board has what came until then.
    func run(_ capture: GRPCChannel, _ options: CallOptions, _ board: ImportBoard) async throws {
        try await capture.call(CaptureMethods.importLeads, options: options) { writer, results in
            let (places, place) = AsyncStream.makeStream(of: Void.self)
            for _ in 0..<window { place.yield() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        try await send(writer, places, board)
                    } catch {
                        // Else the answers would be waited for for ever.
                        board.fail(error)
                        results.cancel()
                    }
                }
                do {
                    for try await result in results {
                        board.update { $0.add(result) }
                        place.yield()
                    }
                } catch {
                    throw board.failure ?? error
                }
                try await group.waitForAll()
            }
        }
        if let failure = board.failure { throw failure }
    }

    private func send(
        _ writer: RequestWriter<WireImportRow>, _ places: AsyncStream<Void>, _ board: ImportBoard
    ) async throws {
        var reader = try source.reader()
        var free = places.makeAsyncIterator()
        while let row = try reader.nextRow() {
            switch row.lead {
            case .failure(let problem):
                board.update { $0.unreadable(row.place, problem.description) }
            case .success(let lead):
                // Nil: cancelled, since the answers have ended.
                guard await free.next() != nil else { return }
                board.update { $0.sent() }
                try await writer.write(message(row.number, lead))
            }
        }
        writer.finish()
    }

    private func message(_ number: Int64, _ lead: WireSubmitRequest) -> WireImportRow {
        .with {
            $0.importID = importID
            $0.row = number
            $0.lead = lead
            if let channel { $0.lead.channelID = channel }
            $0.dryRun = dryRun
        }
    }
}
