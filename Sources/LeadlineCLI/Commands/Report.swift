import ArgumentParser
import LeadlineAPI
import Market
import SwiftProtobuf

/// `leadline report`
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sums up what happened, by up to three dimensions.",
        discussion: """
            Examples:
              leadline report
              leadline report --by buyer --by day --from 2026-11-01
              leadline report --by reason --json
            """)

    @OptionGroup var service: ServiceOptions

    @Option(
        parsing: .upToNextOption,
        help: "seller, channel, buyer, campaign, hour, day, group, reason, score, sub1.")
    var by: [ReportDimension] = []
    @Option(help: "From this day or moment on (RFC 3339, UTC).") var from: String?
    @Option(help: "Until before this day or moment.") var until: String?
    @Option(help: "Only this seller.") var seller: [String] = []
    @Option(help: "Only this buyer.") var buyer: [String] = []
    @Option(help: "At most so many rows.") var limit: Int32 = 0
    @Flag(help: "As JSON.") var json = false

    func run() async throws {
        let request = try request()
        let address = service.address(of: .reporting)
        let options = try service.call()
        let reply = try await Session.run { session in
            try await session.withChannel(address) { reporting in
                try await reporting.call(ReportingMethods.query, request, options: options)
            }
        }
        if json { return Terminal.say(try JSONText.of(ReportJSON(reply, by: by))) }
        for line in ReportText.lines(reply, by: by) { Terminal.say(line) }
    }

    private func request() throws -> WireQueryRequest {
        var request = WireQueryRequest()
        request.groupBy = by.map(\.wire)
        if let from { request.from = try Self.moment(from) }
        if let until { request.until = try Self.moment(until) }
        request.sellerIds = seller
        request.buyerIds = buyer
        request.limit = limit
        return request
    }

    /// A moment, or a day's begin in UTC.
    static func moment(_ text: String) throws(CommandFailure) -> Google_Protobuf_Timestamp {
        guard let micros = Moment.micros(text) ?? Moment.micros(text + "T00:00:00Z") else {
            throw CommandFailure(
                .usage, "A moment is given as 2026-11-01 or 2026-11-01T08:00:00Z.")
        }
        return Google_Protobuf_Timestamp(microseconds: micros)
    }
}

/// What a report is grouped by, in the words of the command line.
enum ReportDimension: String, CaseIterable, ExpressibleByArgument, Sendable {
    case seller, channel, buyer, campaign, hour, day, group, reason, score, sub1

    var wire: WireDimension {
        switch self {
        case .seller: .seller
        case .channel: .channel
        case .buyer: .buyer
        case .campaign: .campaign
        case .hour: .hour
        case .day: .day
        case .group: .treeGroup
        case .reason: .reason
        case .score: .score
        case .sub1: .sub1
        }
    }
}
