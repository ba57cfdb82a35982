import LeadlineAPI
import Market

/// A lead as routing works on it.
struct RoutedLead: Sendable {
    let tenant: TenantID
    let id: LeadID
    /// What capture handed over.
    let request: WireRouteRequest
    /// The lead in there, without contacts and names.
    let facts: WireLeadFacts
    /// The lease under which this process works on it.
    let epoch: Int32
    /// Where it is sealed what the request leaves out.
    let sealed: WireSealedBox
    /// The same, once it was opened.
    var contents: WireSealedContents?
    /// When it came in, in microseconds since 1970.
    let receivedAtMicros: Int64
    /// After this no new auction begins, in microseconds since 1970.
    let deadlineMicros: Int64

    /// Checks what was handed over. Throws a `WireError` that names the field.
    init(
        _ request: WireRouteRequest, tenant: TenantID, epoch: Int32, sealed: WireSealedBox,
        limits: RoutingLimits
    ) throws {
        self.tenant = tenant
        self.request = request
        facts = request.lead
        id = try LeadID(wire: facts.leadID, "lead.lead_id")
        self.epoch = epoch
        self.sealed = sealed
        receivedAtMicros = try facts.receivedAt.microseconds()
        deadlineMicros =
            request.hasDeadline
            ? try request.deadline.microseconds() : receivedAtMicros + limits.selling.count
    }

    /// Decides among equals. Drawn from the lead's id, whose last 62 bits are random, so that
    /// whoever resumes the lead draws the same.
    var seed: UInt64 { id.value.low }

    /// How its saga begins.
    func start() throws -> SagaStart {
        SagaStart(
            lead: id, channel: try ChannelID(wire: facts.channelID, tenant: tenant),
            seed: seed,
            minPayout: facts.hasMinPayout ? try Money(wire: facts.minPayout) : nil,
            deadlineMicros: deadlineMicros, generation: Int64(epoch), test: facts.test)
    }
}
