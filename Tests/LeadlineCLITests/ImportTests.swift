import GRPC
import LeadImport
import LeadlineAPI
import Logging
import Reactor
import Synchronization
import Testing

@testable import LeadlineCLI

/// An import's numbers, and its stream against a server that follows a script.
@Suite struct ImportTests {
    private func reply(_ outcome: WireOutcome, overhead: Int64 = 0) -> WireSubmitReply {
        .with {
            $0.leadID = "lead"
            $0.outcome = outcome
            $0.timing.totalUs = overhead
            $0.timing.overheadUs = overhead
        }
    }

    private func result(_ row: Int64, _ reply: WireSubmitReply) -> WireImportResult {
        .with {
            $0.row = row
            $0.reply = reply
        }
    }

    @Test func everyRowIsCountedOnce() {
        var tally = ImportTally()
        for _ in 0..<3 { tally.sent() }
        tally.add(result(1, reply(.sold, overhead: 2_000)))
        tally.add(result(2, reply(.pending)))
        tally.add(
            .with {
                $0.row = 3
                $0.errorCode = 3
                $0.errorMessage = "no phone"
            })
        tally.unreadable("row 4, line 9", "phone: The value is needed.")
        #expect(tally.submitted == 4)
        #expect(tally.answered == 2)
        #expect(tally.errors == 2)
        #expect(tally[.pending] == 1)
        #expect(
            tally.problems == [
                "row 3: INVALID_ARGUMENT: no phone", "row 4, line 9: phone: The value is needed.",
            ])
        tally.settle(reply(.pending), row: 2)
        #expect(tally[.pending] == 1)
        tally.settle(reply(.unsold, overhead: 4_000), row: 2)
        tally.settle(reply(.unsold, overhead: 4_000), row: 2)
        #expect(tally[.pending] == 0)
        #expect(tally[.unsold] == 1)
        let numbers = ImportSummary(tally, importID: "i", microseconds: 2_000_000)
        #expect(numbers.leadsPerSecond == 1)
        #expect(numbers.overheadP50 == 2)
        #expect(numbers.overheadP99 == 4)
        #expect(numbers.errors == 2)
    }

    @Test func onlyTheFirstProblemsAreKept() {
        var tally = ImportTally()
        for row in 0..<100 { tally.unreadable("row \(row)", "bad") }
        #expect(tally.errors == 100)
        #expect(tally.problems.count == ImportTally.shownProblems)
    }

    @Test func theSummaryHasTheNamesThatProgramsRead() throws {
        let text = try JSONText.of(ImportSummary(ImportTally(), importID: "i", microseconds: 1))
        for name in [
            "submitted", "answered", "sold", "unsold", "rejected", "pending", "errors",
            "leads_per_second", "overhead_p50_ms", "overhead_p99_ms",
        ] {
            #expect(text.contains("\"\(name)\":0"), "\(name) in \(text)")
        }
    }

    @Test func progressIsALine() {
        var tally = ImportTally()
        for row in 1...5 {
            tally.sent()
            tally.add(result(Int64(row), reply(row < 4 ? .sold : .unsold)))
        }
        #expect(
            ImportProgress.bar(tally, total: 10, microseconds: 1_000_000)
                == "[███████████████░░░░░░░░░░░░░░░] 50.0 %  5 of 10  3 sold  5/s")
        tally.unreadable("row 6", "bad")
        #expect(
            ImportProgress.line(tally, total: 10, microseconds: 2_000_000)
                == "  6 of 10  3 sold  1 errors  3/s")
        let nothing = ImportProgress.bar(ImportTally(), total: 0, microseconds: 0)
        #expect(nothing.hasPrefix("[███"))
    }

    // MARK: The stream

    /// What the scripted server saw.
    private final class Seen: Sendable {
        private let state = Mutex((underWay: 0, most: 0, rows: [Int64]()))

        var most: Int { state.withLock { $0.most } }
        var rows: [Int64] { state.withLock { $0.rows } }

        func began(_ row: Int64) {
            state.withLock {
                $0.rows.append(row)
                $0.underWay += 1
                $0.most = max($0.most, $0.underWay)
            }
        }

        func ended() { state.withLock { $0.underWay -= 1 } }
    }

    /// Runs imports against a server that answers like this; nil breaks the stream.
    private func importing(
        _ stream: ImportStream, board: ImportBoard,
        answer: @escaping @Sendable (WireImportRow) -> WireImportResult?
    ) async throws -> Seen {
        let seen = Seen()
        let loops = try EventLoopGroup(count: 1)
        defer { loops.shutdown() }
        try await Task(executorPreference: loops.loops[0]) {
            var router = ServiceRouter()
            router.serve(CaptureMethods.importLeads) { rows, results, _ in
                for try await row in rows {
                    seen.began(row.row)
                    guard let answer = answer(row) else {
                        throw RPCError(.unavailable, "The store is gone.")
                    }
                    seen.ended()
                    try await results.write(answer)
                }
            }
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let server = GRPCServer(router: router, loops: loops, logger: logger)
            let port = try await server.start(host: "127.0.0.1", port: 0)
            let channel = try GRPCChannel(
                targets: ["127.0.0.1:\(port)"], loops: loops, logger: logger)
            let outcome = await Task {
                try await stream.run(channel, CallOptions(timeout: .seconds(20)), board)
            }.result
            await channel.shutdown()
            await server.shutdown(grace: .seconds(1))
            try outcome.get()
        }.value
        return seen
    }

    @Test func allRowsAreSentAndAnswered() async throws {
        let board = ImportBoard(total: 500, isInteractive: false)
        let stream = ImportStream(
            source: .samples(SampleLeads(seed: 3, count: 500)), importID: "i", channel: "mine",
            window: 16)
        let seen = try await importing(stream, board: board) { row in
            .with {
                $0.row = row.row
                $0.reply.outcome = row.lead.channelID == "mine" ? .sold : .error
            }
        }
        #expect(seen.rows == Array(1...500))
        #expect(board.tally.answered == 500)
        #expect(board.tally[.sold] == 500)
    }

    @Test func aStreamThatBreaksEndsTheImportWithItsReason() async throws {
        let board = ImportBoard(total: 500, isInteractive: false)
        let stream = ImportStream(
            source: .samples(SampleLeads(seed: 3, count: 500)), importID: "i", window: 4)
        let error = await #expect(throws: RPCError.self) {
            try await importing(stream, board: board) { row in
                row.row == 100 ? nil : .with { $0.row = row.row }
            }
        }
        #expect(error?.code == .unavailable)
        #expect(board.tally.answered == 99)
    }

    @Test func aFileThatCantBeReadEndsIt() async throws {
        let board = ImportBoard(total: 1, isInteractive: false)
        let stream = ImportStream(
            source: .file(path: "/nowhere/leads.csv", mapping: FieldMapping()), importID: "i")
        await #expect(throws: LeadFileError.self) {
            try await importing(stream, board: board) { _ in nil }
        }
    }
}
