import GRPC
import LeadlineAPI
import Reactor
import SwiftProtobuf

/// Asks for the answers of leads that were pending when their row was answered.
struct PendingLeads: Sendable {
    /// Questions under way at a time.
    private static let atOnce = 32
    /// One question waits at most so long.
    private static let patience: Int64 = 5_000_000

    let capture: GRPCChannel
    let options: CallOptions
    let loop: EventLoop

    /// Until none is pending, or the time is up.
    func settle(_ board: ImportBoard, within seconds: Int) async throws {
        let end = MonotonicTime.read() + .seconds(Int64(seconds))
        while true {
            let left = (end - MonotonicTime.read()).count
            let pending = board.tally.pending.sorted { $0.key < $1.key }
            guard left > 0, !pending.isEmpty else { return }
            try await ask(pending.prefix(Self.atOnce), wait: min(left, Self.patience), board)
            // A server that answers PENDING at once mustn't be asked without end.
            try await loop.sleep(until: loop.now + .milliseconds(50))
        }
    }

    private func ask(
        _ leads: some Sequence<(key: Int64, value: String)>, wait: Int64, _ board: ImportBoard
    ) async throws {
        try await withThrowingTaskGroup(of: (Int64, WireSubmitReply).self) { group in
            for (row, lead) in leads {
                group.addTask {
                    let request = WireGetResultRequest.with {
                        $0.leadID = lead
                        $0.wait = Google_Protobuf_Duration(milliseconds: wait / 1_000)
                    }
                    var options = options
                    options.timeout = .microseconds(wait) + .seconds(10)
                    return (
                        row,
                        try await capture.call(
                            CaptureMethods.getResult, request, options: options)
                    )
                }
            }
            for try await (row, reply) in group {
                board.update { $0.settle(reply, row: row) }
            }
        }
    }
}
