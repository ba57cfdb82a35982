@testable import CaptureService
import LeadlineAPI
import Market
import ServiceHost
import ServiceTesting

/// Forms without any I/O.
enum Forms {
    static let tenant = TenantID(Identifier(high: 1, low: 2))

    /// The form of the test market, changed as the test wants.
    static func form(_ adjust: (inout WireMarket) -> Void = { _ in }) throws -> CaptureForm {
        var wire = TestMarket(keys: TestKeys()).wire
        adjust(&wire)
        return CaptureForm(try LoadedMarket(tenant: tenant, version: 3, wire: wire))
    }

    /// A caller of a seller.
    static func seller(_ party: String = "acme", channel: String? = nil) -> Caller {
        Caller(tenant: tenant, role: .seller, party: party, channel: channel)
    }

    /// What becomes of a submission through a channel.
    static func intake(
        _ request: WireSubmitRequest, through channel: String = "web",
        _ adjust: (inout WireMarket) -> Void = { _ in }
    ) throws -> Intake {
        let form = try form(adjust)
        return try Intake(
            Submission(request), form.channel(named: channel, of: seller()), form,
            lead: LeadID(Identifier(high: 0x0190_0000_0000_7000, low: 7)),
            receivedAt: 1_700_000_000_000_000)
    }
}
