import ArgumentParser
import LeadlineAPI

/// `leadline timeline`
struct TimelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline",
        abstract: "Shows everything that happened to a lead, in order.",
        discussion: """
            Example:
              leadline timeline 019aaad0-5bfe-7f2c-a8d1-0242ac120002
            """)

    @OptionGroup var service: ServiceOptions

    @Argument(help: "The lead.") var lead: String
    @Flag(help: "As JSON.") var json = false

    func run() async throws {
        let request = WireTimelineRequest.with { $0.leadID = lead }
        let address = service.address(of: .reporting)
        let options = try service.call()
        let reply = try await Session.run { session in
            try await session.withChannel(address) { reporting in
                try await reporting.call(ReportingMethods.timeline, request, options: options)
            }
        }
        if json { return Terminal.say(try JSONText.of(message: reply)) }
        for line in TimelineText.lines(reply) { Terminal.say(line) }
    }
}
