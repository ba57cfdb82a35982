@testable import CaptureService
import GRPC
import LeadlineAPI
import Market
import ServiceHost
import ServiceTesting

/// A capture service with a routing that follows a script, and a client of it.
struct CaptureBench: Sendable {
    let exchange: TestExchange
    let tenant: TenantID
    let routing: FakeRouting
    let channel: GRPCChannel
    let port: Int

    /// Runs a test on one.
    static func run(
        _ script: FakeRouting.Script = .sell,
        market adjust: @escaping @Sendable (inout WireMarket) -> Void = { _ in },
        _ body: @escaping @Sendable (CaptureBench) async throws -> Void
    ) async throws {
        try await TestExchange.run { exchange in
            let tenant = try await exchange.tenant()
            var market = TestMarket(keys: exchange.keys).wire
            adjust(&market)
            try await exchange.apply(market, to: tenant)
            let routing = FakeRouting(script)
            let behind = try await exchange.start(routing.definition)
            let capture = try await exchange.start(.capture, calling: [.routing: behind.port])
            try await body(
                CaptureBench(
                    exchange: exchange, tenant: tenant, routing: routing,
                    channel: try exchange.channel(to: capture.port), port: capture.port))
        }
    }

    /// A good lead.
    static func lead(
        _ key: String = "k1", _ adjust: (inout WireSubmitRequest) -> Void = { _ in }
    ) -> WireSubmitRequest {
        var request = WireSubmitRequest()
        request.idempotencyKey = key
        request.fields = [
            "phone": "(512) 555-0123", "email": "Ann@Example.COM", "first_name": "Ann",
            "state": "tx", "vehicle_year": "2020", "insured": "yes",
        ]
        adjust(&request)
        return request
    }

    func submit(
        _ request: WireSubmitRequest, key: String = "web", timeout: Duration = .seconds(20)
    ) async throws -> WireSubmitReply {
        try await channel.call(
            CaptureMethods.submit, request,
            options: try exchange.options(key, timeout: timeout))
    }

    /// The reply as its bytes.
    func submitRaw(_ request: WireSubmitRequest, key: String = "web") async throws -> StoredReply {
        try await channel.call(
            CaptureMethods.storedSubmit, EncodedMessage(message: request),
            options: try exchange.options(key))
    }

    func result(
        _ request: WireGetResultRequest, key: String = "web"
    ) async throws -> WireSubmitReply {
        try await channel.call(
            CaptureMethods.getResult, request, options: try exchange.options(key))
    }
}

/// The status that `body` fails with; nil when it doesn't.
func code(_ body: () async throws -> Void) async -> Status.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? RPCError)?.code
    }
}
