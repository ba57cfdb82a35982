import ArgumentParser
import LeadlineAPI
import SwiftProtobuf

/// `leadline submit`
struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sends one lead and shows the answer.",
        discussion: """
            Example:
              leadline submit --channel insurance-web state=CA phone=+12015550123 \\
                  vehicle_year=2019 credit=good
            """)

    @OptionGroup var service: ServiceOptions

    @Argument(help: "The lead, as field=value.") var fields: [String]
    @Option(help: "The channel; else the key's.") var channel: String?
    @Option(help: "A key chosen by you, so that repeating is safe.") var idempotencyKey: String?
    @Option(help: "A tracking value, returned in the answer.") var sub1: String?
    @Flag(help: "A test: checked and matched, and neither sold nor counted.") var test = false
    @Flag(help: "The answer as JSON.") var json = false

    func run() async throws {
        let request = try request()
        let address = service.address(of: .capture)
        let options = try service.call()
        let reply = try await Session.run { session in
            try await session.withChannel(address) { capture in
                try await capture.call(CaptureMethods.submit, request, options: options)
            }
        }
        if json { return Terminal.say(try JSONText.of(message: reply)) }
        for line in ReplyText.lines(reply) { Terminal.say(line) }
    }

    private func request() throws -> WireSubmitRequest {
        var request = WireSubmitRequest()
        request.channelID = channel ?? ""
        request.idempotencyKey = idempotencyKey ?? ""
        request.subIds.sub1 = sub1 ?? ""
        request.test = test
        for field in fields {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw CommandFailure(.usage, "A field is given as name=value.")
            }
            request.fields[String(parts[0])] = String(parts[1])
        }
        return request
    }
}

/// The answer to a submission, for people.
enum ReplyText {
    static func lines(_ reply: WireSubmitReply) -> [String] {
        var lines = ["lead     \(reply.leadID)", "outcome  \(Wording.text(reply.outcome))"]
        if reply.hasPayout { lines.append("payout   \(Wording.text(reply.payout))") }
        if reply.score > 0 { lines.append("score    \(reply.score)") }
        if reply.timing.totalUs > 0 {
            let timing = reply.timing
            lines.append(
                "time     \(Wording.milliseconds(timing.totalUs)), "
                    + "\(Wording.milliseconds(timing.overheadUs)) of it the exchange's own")
        }
        lines += reply.reasons.map { reason in
            reason.message.isEmpty
                ? "reason   \(Wording.text(reason))"
                : "reason   \(Wording.text(reason.code)): \(reason.message)"
        }
        lines += reply.candidateReasons.map { "buyers   \(Wording.text($0))" }
        lines += reply.flags.map { "flag     \($0.field): \($0.flag)" }
        return lines
    }
}
