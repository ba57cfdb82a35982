import GRPC

/// The methods of the open protocol, typed, one name a method. A test holds this table to the
/// descriptors generated from `Protos/`.
public enum CaptureMethods {
    static let service = "leadline.v1.Capture"
    public static let submit = Method<WireSubmitRequest, WireSubmitReply, Unary>(
        service: service, name: "Submit", idempotent: true, request: .quick, response: .direct)
    public static let ping = Method<WirePingRequest, WirePingReply, Unary>(
        service: service, name: "Ping", idempotent: true, request: .quick)
    public static let post = Method<WirePostRequest, WireSubmitReply, Unary>(
        service: service, name: "Post", idempotent: true, request: .quick, response: .direct)
    public static let getResult = Method<WireGetResultRequest, WireSubmitReply, Unary>(
        service: service, name: "GetResult", idempotent: true)
    public static let importLeads = Method<WireImportRow, WireImportResult, Bidirectional>(
        service: service, name: "Import", request: .quick)
}

/// What routing asks of scoring.
public enum ScoringMethods {
    static let service = "leadline.v1.Scoring"
    public static let assess = Method<WireAssessRequest, WireAssessReply, Unary>(
        service: service, name: "Assess", idempotent: true, request: .direct, response: .direct)
}

/// What buyers connect to.
public enum BiddingMethods {
    static let service = "leadline.v1.Bidding"
    public static let bidStream = Method<WireBuyerMessage, WireExchangeMessage, Bidirectional>(
        service: service, name: "BidStream", request: .direct, response: .direct)
    /// The same stream as the exchange serves it: what it only hands over stays encoded.
    public static let bidStreamServed = Method<
        WireBuyerMessage, WireOutgoingMessage, Bidirectional
    >(service: service, name: "BidStream", request: .direct, response: .direct)
}

/// What routing asks of the buyers' streams.
public enum AuctionMethods {
    static let service = "leadline.v1.Auction"
    public static let runAuction = Method<WireRunAuctionRequest, WireRunAuctionReply, Unary>(
        service: service, name: "RunAuction", request: .direct, response: .direct)
    public static let deliver = Method<WireDeliverRequest, WireDeliverReply, Unary>(
        service: service, name: "Deliver", idempotent: true, request: .direct, response: .direct)
    public static let notify = Method<WireNotifyRequest, WireNotifyReply, Unary>(
        service: service, name: "Notify", idempotent: true, request: .direct, response: .direct)
}

/// What capture and operators ask of routing.
public enum RoutingMethods {
    static let service = "leadline.v1.Routing"
    public static let route = Method<WireRouteRequest, WireRouteReply, Unary>(
        service: service, name: "Route", request: .direct, response: .direct)
    public static let explain = Method<WireExplainRequest, WireExplainReply, Unary>(
        service: service, name: "Explain", idempotent: true)
}

/// What dashboards and analysts call.
public enum ReportingMethods {
    static let service = "leadline.v1.Reporting"
    public static let query = Method<WireQueryRequest, WireQueryReply, Unary>(
        service: service, name: "Query", idempotent: true)
    public static let timeline = Method<WireTimelineRequest, WireTimelineReply, Unary>(
        service: service, name: "Timeline", idempotent: true)
}
