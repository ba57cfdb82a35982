public import CoreMetrics
import GRPC
import LeadlineAPI
import Market
import ServiceHost

/// `Scoring.Assess`: a lead's score, whether it is let in, and which campaigns it may be offered
/// to, under one version of the market (FEATURES C1–C5, D1, D4). Holds no state of leads: the same
/// request gives the same answer for ever.
public struct Assess: Sendable {
    private let markets: MarketSnapshots
    private let clock: WallClock
    private let results: CounterFamily

    /// Assesses under these markets.
    public init(
        markets: MarketSnapshots, clock: WallClock = .system,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        results = CounterFamily("leadline_assessments", by: "result", metrics)
        self.markets = markets
        self.clock = clock
    }

    /// Handles one call.
    ///
    /// - Throws: `RPCError` INVALID_ARGUMENT for facts that can't be read, FAILED_PRECONDITION
    ///   when the tenant has no such version of a market, or that version no such channel.
    public func callAsFunction(
        _ request: WireAssessRequest, _ context: ServerContext
    ) async throws -> WireAssessReply {
        // authorize
        let caller = try context.caller()
        // load
        let market = try await markets.market(caller.tenant, version: request.marketVersion)
        // step
        var facts = try facts(of: request, caller.tenant)
        facts.externals = market.extra(PatternTests.self).results(for: facts.fields)
        let assessment: Assessment
        do throws(AssessmentError) {
            assessment = try market.snapshot.assess(facts, explain: request.explain)
        } catch {
            throw RPCError(.failedPrecondition, error.description)
        }
        // commit: nothing to; whoever asked keeps what it needs
        // reply
        results.increment(assessment.rejections.isEmpty ? "admitted" : "rejected")
        return assessment.wire(in: market.snapshot)
    }

    private func facts(
        of request: WireAssessRequest, _ tenant: TenantID
    ) throws(RPCError) -> LeadFacts {
        do throws(WireError) {
            let now =
                request.hasNow
                ? try within("now") { () throws(WireError) in try request.now.microseconds() }
                : clock.microseconds()
            return try within("lead") { () throws(WireError) in
                try LeadFacts(wire: request.lead, tenant: tenant, nowMicros: now)
            }
        } catch {
            throw RPCError(.invalidArgument, error.description)
        }
    }
}
