import GRPC
import LeadlineAPI
import Logging
import Reactor

/// One simulated buyer: holds its stream, answers by its decisions, connects again when the
/// stream breaks.
struct SimulatedBuyer: Sendable {
    let key: String
    let decisions: BuyerDecisions
    let channel: GRPCChannel
    let loop: EventLoop
    let logger: Logger
    /// Called when the first Welcome is here.
    let welcomed: @Sendable () -> Void

    /// Until cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                try await stream()
            } catch is CancellationError {
                return
            } catch {
                logger.debug(
                    "stream ended", metadata: ["buyer": "\(decisions.buyer)", "error": "\(error)"])
            }
            try? await loop.sleep(until: loop.now + .milliseconds(200))
        }
    }

    private func stream() async throws {
        var metadata = Metadata()
        try metadata.append("authorization", "Bearer \(key)")
        let options = CallOptions(metadata: metadata, waitForReady: true)
        try await channel.call(BiddingMethods.bidStream, options: options) { writer, messages in
            try await writer.write(.with { $0.hello.software = "leadline simulate" })
            try await withThrowingTaskGroup(of: Void.self) { group in
                for try await message in messages {
                    try await heard(message, writer, &group)
                }
                group.cancelAll()
            }
        }
    }

    private func heard(
        _ message: WireExchangeMessage, _ writer: RequestWriter<WireBuyerMessage>,
        _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws {
        switch message.kind {
        case .welcome: welcomed()
        case .ping(let ping):
            let answer = decisions.answer(ping)
            if answer.breaksStream { throw BrokenStream() }
            guard let reply = answer.message else { return }
            guard answer.delayMilliseconds > 0 else { return try await writer.write(reply) }
            let due = loop.now + .milliseconds(Int64(answer.delayMilliseconds))
            group.addTask(executorPreference: loop) {
                try await loop.sleep(until: due)
                try await writer.write(reply)
            }
        case .award(let award):
            if let reply = decisions.answer(award) { try await writer.write(reply) }
        case .notice(let notice):
            if case .loss = notice.kind { return }
            try await writer.write(.with { $0.noticeAck.noticeIds = [notice.noticeID] })
        case .error(let error):
            logger.debug("refused", metadata: ["message": "\(error.message)"])
        case .heartbeat, .capUpdate, nil: return
        }
    }
}

/// The buyer broke its own stream, as buyers do.
private struct BrokenStream: Error {}
