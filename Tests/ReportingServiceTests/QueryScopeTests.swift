import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Store
import Testing

@testable import ReportingService

/// Who may ask for what, without any I/O.
@Suite struct QueryScopeTests {
    private func scope(_ role: Caller.Role, _ party: String = "") -> QueryScope {
        QueryScope(Caller(tenant: TenantID(.zero), role: role, party: party))
    }

    private func query(
        _ dimensions: [RollupDimension] = [], sellers: [String]? = nil, buyers: [String]? = nil
    ) -> RollupQuery {
        var query = RollupQuery(fromMicros: 0, untilMicros: 1)
        query.dimensions = dimensions
        query.sellers = sellers
        query.buyers = buyers
        return query
    }

    private let sums = WireMeasures.with {
        $0.received = 3
        $0.revenue = [Sample.usd(10)]
        $0.payout = [Sample.usd(8)]
        $0.margin = [Sample.usd(2)]
        $0.bidSum = [Sample.usd(30)]
    }

    @Test func operatorsSeeAll() throws {
        let asked = query([.buyer, .seller], sellers: ["acme"], buyers: ["anna"])
        let narrowed = try scope(.operator).narrow(asked)
        #expect(narrowed.sellers == ["acme"])
        #expect(narrowed.buyers == ["anna"])
        #expect(scope(.analyst).visible(sums) == sums)
    }

    @Test func aSellerSeesItsOwnLeadsAndNoBuyer() throws {
        let acme = scope(.seller, "acme")
        #expect(try acme.narrow(query()).sellers == ["acme"])
        #expect(try acme.narrow(query(sellers: ["rival", "acme"])).sellers == ["acme"])
        #expect(try acme.narrow(query(sellers: ["rival"])).sellers == [])
        #expect(throws: RPCError.self) { try acme.narrow(query([.buyer])) }
        #expect(throws: RPCError.self) { try acme.narrow(query([.campaign])) }
        #expect(throws: RPCError.self) { try acme.narrow(query(buyers: ["anna"])) }
        let seen = acme.visible(sums)
        #expect(seen.payout == [Sample.usd(8)])
        #expect(seen.revenue.isEmpty && seen.margin.isEmpty && seen.bidSum.isEmpty)
    }

    @Test func aBuyerSeesItsOwnPurchasesAndNoSeller() throws {
        let anna = scope(.buyer, "anna")
        #expect(try anna.narrow(query([.campaign])).buyers == ["anna"])
        #expect(throws: RPCError.self) { try anna.narrow(query([.seller])) }
        #expect(throws: RPCError.self) { try anna.narrow(query([.sub1])) }
        #expect(throws: RPCError.self) { try anna.narrow(query(sellers: ["acme"])) }
        let seen = anna.visible(sums)
        #expect(seen.revenue == [Sample.usd(10)])
        #expect(seen.payout.isEmpty && seen.margin.isEmpty)
    }

    @Test(arguments: [
        WireQueryRequest.with { $0.groupBy = [.unspecified] },
        .with { $0.groupBy = [.UNRECOGNIZED(99)] },
        .with { $0.groupBy = [.day, .day] },
        .with { $0.groupBy = [.seller, .buyer, .day, .score] },
        .with { $0.limit = -1 },
        .with { $0.limit = 1_001 },
        .with { request in
            request.from.seconds = 20
            request.until.seconds = 10
        },
    ])
    func aQuestionWithoutAnAnswerIsRefused(_ request: WireQueryRequest) {
        let error = #expect(throws: RPCError.self) {
            try RollupQuery(request, nowMicros: Sample.fullHour, limits: .standard)
        }
        #expect(error?.code == .invalidArgument)
    }
}
