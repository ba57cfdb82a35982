import GRPC
import LeadlineAPI
import Market
import SwiftProtobuf

// Asking scoring and bidding.
extension LeadRun {
    /// Asks scoring, and adds what only routing knows: caps that are full, and who was served when.
    mutating func assess() async throws -> SagaEvent {
        let request = WireAssessRequest.with {
            $0.lead = lead.facts
            $0.marketVersion = market?.version ?? 0
            $0.now = .init(microseconds: context.clock.microseconds())
        }
        let reply = try await context.peers.assess(request, lead.tenant)
        market = try await context.markets.market(lead.tenant, version: reply.marketVersion)
        let survivors = try reply.candidates.filter(\.eligible).map {
            try CampaignID(wire: $0.campaignID, tenant: lead.tenant)
        }
        let facts = try AssessmentFacts(
            wire: reply, tenant: lead.tenant,
            exhausted: context.hints.exhausted(among: survivors, at: context.loop.now),
            lastServed: context.served.times(of: survivors))
        stages.ended(.assess, at: context.loop.now)
        note(.assessed(WireLeadAssessed(facts)))
        return .assessed(facts)
    }

    /// Asks bidding. When it can't be reached nobody was asked, which is an answer too.
    mutating func openAuction(_ request: AuctionRequest) async throws -> SagaEvent {
        let snapshot = try assessedMarket()
        let ping = context.letters.ping(
            request.ping, lead, score: saga.assessment?.score ?? 0, in: snapshot)
        let wire = WireRunAuctionRequest(request, lead: lead.id, ping: ping, in: snapshot)
        var closed: AuctionClosed
        do {
            let reply = try await context.peers.runAuction(wire, lead.tenant)
            closed = try AuctionClosed(wire: reply, ping: request.ping, tenant: lead.tenant)
        } catch {
            context.logger.warning(
                "auction failed",
                metadata: ["lead": "\(lead.id)", "error": "\(error)"])
            closed = AuctionClosed(
                ping: request.ping,
                responses: request.candidates.map { BidResponse($0.campaign, .transport) })
        }
        stages.ended(.auction, at: context.loop.now)
        stages.waited(micros: closed.buyerWaitMicros)
        return .auctionClosed(closed)
    }

    /// Journals a closed auction, with the ranks that the reducer has just made of the answers.
    mutating func noteAuction(_ closed: AuctionClosed) throws {
        let snapshot = try assessedMarket()
        guard let round = saga.rounds.last(where: { $0.ping == closed.ping }) else { return }
        entry.add(
            round, buyerWaitMicros: closed.buyerWaitMicros,
            atMicros: context.clock.microseconds(), in: snapshot)
    }
}
