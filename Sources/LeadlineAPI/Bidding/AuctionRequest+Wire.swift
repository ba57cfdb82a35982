public import Market

extension WireRunAuctionRequest {
    /// What bidding is asked. `ping` holds what every candidate sees, its id among it; the rest of
    /// it is filled in for each.
    public init(_ request: AuctionRequest, lead: LeadID, ping: WirePing, in market: Snapshot) {
        self.init()
        leadID = lead.wire
        pingID = request.ping.wire
        timeoutMs = Int32(clamping: (request.timeoutMicros + 999) / 1000)
        candidates = request.candidates.map { $0.wire(in: market) }
        self.ping = ping.directData()
        currency = ping.currency
    }
}

extension AuctionCandidate {
    /// The candidate as bidding sees it.
    func wire(in market: Snapshot) -> WireAuctionCandidate {
        var wire = WireAuctionCandidate()
        wire.campaignID = campaign.wire(in: market)
        wire.buyerID = buyer.wire(in: market)
        if showFloor, let floor { wire.floor = floor.wire }
        if let ceiling { wire.ceiling = ceiling.wire }
        return wire
    }
}

extension AuctionClosed {
    /// What bidding answered. Throws a `WireError` that names the field.
    public init(wire: WireRunAuctionReply, ping: PingID, tenant: TenantID) throws(WireError) {
        self.init(
            ping: ping,
            responses: try convert(wire.results, of: "results") { (result) throws(WireError) in
                try BidResponse(wire: result, tenant: tenant)
            },
            buyerWaitMicros: max(0, wire.buyerWaitUs))
    }
}
