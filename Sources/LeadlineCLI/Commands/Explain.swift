import ArgumentParser
import LeadlineAPI

/// `leadline explain`
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says why a lead went where it went: every candidate with its reasons.",
        discussion: """
            Recomputed from what was recorded. Needs an operator's key. Example:
              leadline explain 019aaad0-5bfe-7f2c-a8d1-0242ac120002
            """)

    @OptionGroup var service: ServiceOptions

    @Argument(help: "The lead.") var lead: String
    @Option(help: "Only this campaign.") var campaign: String?
    @Flag(help: "As JSON.") var json = false

    func run() async throws {
        let request = WireExplainRequest.with {
            $0.leadID = lead
            $0.campaignID = campaign ?? ""
        }
        let address = service.address(of: .routing)
        let options = try service.call()
        let reply = try await Session.run { session in
            try await session.withChannel(address) { routing in
                try await routing.call(RoutingMethods.explain, request, options: options)
            }
        }
        if json { return Terminal.say(try JSONText.of(message: reply)) }
        for line in ExplanationText.lines(reply) { Terminal.say(line) }
    }
}
