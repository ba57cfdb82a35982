import GRPC
import LeadlineAPI
import ServiceHost
import Store

/// What of the sums a caller may see. Operators and analysts see all of their tenant; a seller sees
/// its own leads, with a channel's key that channel's only, and what it is paid, and not who bought
/// them; a buyer sees what it was offered and what it pays, and not from whom.
struct QueryScope {
    private let caller: Caller

    init(_ caller: Caller) {
        self.caller = caller
    }

    /// The question, about the caller's own rows only.
    ///
    /// - Throws: `RPCError` PERMISSION_DENIED when it is about what the caller may not know.
    func narrow(_ query: RollupQuery) throws(RPCError) -> RollupQuery {
        var query = query
        switch caller.role {
        case .operator, .analyst, .service: break
        case .seller:
            try refuse(query, [.buyer, .campaign, .group], named: query.buyers, "a seller")
            query.sellers = own(query.sellers)
            query.channel = caller.channel
        case .buyer:
            try refuse(query, [.seller, .channel, .sub1], named: query.sellers, "a buyer")
            query.buyers = own(query.buyers)
        }
        return query
    }

    /// The sums without what the caller may not know.
    func visible(_ measures: WireMeasures) -> WireMeasures {
        var measures = measures
        switch caller.role {
        case .operator, .analyst, .service: break
        case .seller:
            measures.revenue = []
            measures.margin = []
            measures.bidSum = []
        case .buyer:
            measures.payout = []
            measures.margin = []
        }
        return measures
    }

    private func own(_ asked: [String]?) -> [String] {
        guard let asked else { return [caller.party] }
        return asked.filter { $0 == caller.party }
    }

    private func refuse(
        _ query: RollupQuery, _ dimensions: [RollupDimension], named: [String]?, _ who: String
    ) throws(RPCError) {
        guard named == nil, !query.dimensions.contains(where: dimensions.contains) else {
            throw RPCError(
                .permissionDenied, "The key of \(who) doesn't see the other side of the market.")
        }
    }
}
