import GRPC
import LeadlineAPI
import Market
import Store

extension RollupQuery {
    /// Reads a question.
    ///
    /// - Throws: `RPCError` INVALID_ARGUMENT for one that has no answer.
    init(
        _ request: WireQueryRequest, nowMicros: Int64, limits: ReportingLimits
    ) throws(RPCError) {
        let from: Int64
        let until: Int64
        do throws(WireError) {
            from = request.hasFrom ? try request.from.microseconds() : 0
            until = request.hasUntil ? try request.until.microseconds() : nowMicros + 1
        } catch {
            throw RPCError(.invalidArgument, "The period can't be read: \(error)")
        }
        guard from <= until else {
            throw RPCError(.invalidArgument, "The period ends before it begins.")
        }
        self.init(fromMicros: from, untilMicros: until)
        guard request.groupBy.count <= limits.dimensionsMax else {
            throw RPCError(
                .invalidArgument,
                "group_by has more than \(limits.dimensionsMax) dimensions.")
        }
        for dimension in request.groupBy {
            guard let known = RollupDimension(rawValue: dimension.rawValue) else {
                throw RPCError(.invalidArgument, "group_by has an unknown dimension.")
            }
            guard !dimensions.contains(known) else {
                throw RPCError(.invalidArgument, "group_by has a dimension twice.")
            }
            dimensions.append(known)
        }
        guard request.sellerIds.count <= limits.partiesMax,
            request.buyerIds.count <= limits.partiesMax
        else {
            throw RPCError(
                .invalidArgument, "The question names more than \(limits.partiesMax) parties.")
        }
        sellers = request.sellerIds.isEmpty ? nil : request.sellerIds
        buyers = request.buyerIds.isEmpty ? nil : request.buyerIds
        guard (0...Int32(limits.rowsMax)).contains(request.limit) else {
            throw RPCError(.invalidArgument, "limit is from 0 to \(limits.rowsMax).")
        }
        limit = request.limit == 0 ? limits.rowsMax : Int(request.limit)
    }

    /// A row's keys as people read them: reasons by name.
    func texts(of row: RollupAnswer.Row) -> [String] {
        zip(dimensions, row.keys).map { dimension, key in
            guard dimension == .reason, let number = Int(key),
                let code = ReasonCode(number: number)
            else { return key }
            return code.name
        }
    }
}

extension ReasonCode {
    fileprivate init?(number: Int) {
        self.init(rawValue: .init(truncatingIfNeeded: number))
    }
}

extension WireMeasures {
    /// A row's sums.
    init(_ row: RollupAnswer.Row) {
        self.init()
        let counts = row.counts
        received = counts[.received]
        rejected = counts[.rejected]
        duplicates = counts[.duplicates]
        sold = counts[.sold]
        unsold = counts[.unsold]
        pending = counts[.pending]
        stored = counts[.stored]
        pings = counts[.pings]
        bids = counts[.bids]
        noBids = counts[.noBids]
        timeouts = counts[.timeouts]
        lateBids = counts[.lateBids]
        invalidBids = counts[.invalidBids]
        awards = counts[.awards]
        confirmedSales = counts[.confirmedSales]
        declinedAwards = counts[.declinedAwards]
        voidedSales = counts[.voidedSales]
        returned = counts[.returned]
        stoppedCandidates = counts[.stoppedCandidates]
        revenue = Self.money(.revenueMicros, row)
        payout = Self.money(.payoutMicros, row)
        margin = Self.money(.marginMicros, row)
        bidSum = Self.money(.bidMicros, row)
    }

    private static func money(_ measure: Measure, _ row: RollupAnswer.Row) -> [WireMoney] {
        row.money.compactMap { currency, sums in
            guard sums[measure] != 0 else { return nil }
            return .with {
                $0.micros = sums[measure]
                $0.currency = currency
            }
        }
    }
}
