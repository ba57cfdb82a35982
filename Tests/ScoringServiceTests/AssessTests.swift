import GRPC
import LeadlineAPI
import Market
import ScoringService
import ServiceHost
import ServiceTesting
import SwiftProtobuf
import Testing

@Suite struct AssessTests {
    private struct Bench: Sendable {
        let exchange: TestExchange
        let tenant: TenantID
        let channel: GRPCChannel

        func assess(_ request: WireAssessRequest) async throws -> WireAssessReply {
            try await channel.call(
                ScoringMethods.assess, request, options: try exchange.serviceOptions(tenant))
        }

        func code(_ request: WireAssessRequest) async -> Status.Code? {
            do {
                _ = try await assess(request)
                return nil
            } catch {
                return (error as? RPCError)?.code
            }
        }
    }

    private static func run(
        _ adjust: @escaping @Sendable (inout WireMarket) -> Void = { _ in },
        _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await TestExchange.run { exchange in
            let tenant = try await exchange.tenant()
            var market = TestMarket(keys: exchange.keys).wire
            adjust(&market)
            try await exchange.apply(market, to: tenant)
            let host = try await exchange.start(.scoring)
            try await body(
                Bench(
                    exchange: exchange, tenant: tenant,
                    channel: try exchange.channel(to: host.port)))
        }
    }

    private static func request(_ state: String = "TX") -> WireAssessRequest {
        var request = WireAssessRequest()
        request.lead.leadID = "0190a0a0-0000-7000-8000-000000000001"
        request.lead.sellerID = "acme"
        request.lead.channelID = "web"
        request.lead.sealedFields = ["phone"]
        request.lead.receivedAt.seconds = 1_700_000_000
        request.now.seconds = 1_700_000_001
        var insured = WireField()
        insured.name = "insured"
        insured.value.boolean = true
        var place = WireField()
        place.name = "state"
        place.value.text = state
        var year = WireField()
        year.name = "vehicle_year"
        year.value.integer = 2020
        request.lead.fields = [insured, place, year]
        return request
    }

    @Test func `score, contributions and candidates`() async throws {
        try await Self.run { bench in
            let reply = try await bench.assess(Self.request())
            #expect(reply.marketVersion == 1)
            #expect(reply.rawScoreMillionths == 750_000)
            #expect(reply.score == 8)
            #expect(reply.contributions.map(\.criterionID) == ["insured", "new_car"])
            #expect(reply.contributions.map(\.millionths) == [400_000, 350_000])
            #expect(reply.rejections.isEmpty)
            #expect(reply.candidates.map(\.campaignID) == ["north-auto", "south-auto"])
            #expect(reply.candidates.map(\.buyerID) == ["north", "south"])
            #expect(reply.candidates.allSatisfy { $0.eligible && $0.groupID == "main" })
        }
    }

    @Test func `the first failing reason, or every one when asked`() async throws {
        let adjust: @Sendable (inout WireMarket) -> Void = { market in
            market.buyers[1].campaigns[0].filters.append(
                TestMarket.filter("old cars", TestMarket.test("vehicle_year", "lt", ["2000"])))
            market.buyers[1].campaigns[0].minScore = 9
        }
        try await Self.run(adjust) { bench in
            var request = Self.request("OH")
            let brief = try await bench.assess(request).candidates[1]
            #expect(!brief.eligible)
            #expect(brief.reasons.count == 1)
            request.explain = true
            let all = try await bench.assess(request).candidates[1].reasons
            #expect(all.map(\.code) == [.eFilter, .eFilter, .eFilter])
            #expect(all.map(\.subjectID) == ["min_score", "states", "old cars"])
            // A state narrows who the consumer may be, so that its value isn't quoted.
            #expect(all[1].got.isEmpty)
            #expect(all[2].got == "2020")
        }
    }

    @Test func `acceptance criteria keep a lead out`() async throws {
        let adjust: @Sendable (inout WireMarket) -> Void = { market in
            market.sellers[0].channels[0].acceptance = [
                TestMarket.filter("adult", TestMarket.test("birth_date", "exists", []))
            ]
        }
        try await Self.run(adjust) { bench in
            let reply = try await bench.assess(Self.request())
            #expect(reply.rejections.map(\.code) == [.cQuality])
            #expect(reply.rejections.map(\.subjectID) == ["adult"])
            #expect(reply.candidates.isEmpty)
        }
    }

    @Test(arguments: [("78701", true), ("787012", false), (nil, false)])
    func `patterns are matched here`(_ text: String?, _ isEligible: Bool) async throws {
        let adjust: @Sendable (inout WireMarket) -> Void = { market in
            market.buyers[0].campaigns[0].filters = [
                TestMarket.filter("zip", TestMarket.test("zip", "matches", ["787[0-9]{2}"]))
            ]
        }
        try await Self.run(adjust) { bench in
            var request = Self.request()
            if let text {
                var zip = WireField()
                zip.name = "zip"
                zip.value.text = text
                request.lead.fields.append(zip)
            }
            let reply = try await bench.assess(request)
            #expect(reply.candidates[0].eligible == isEligible)
        }
    }

    @Test func `an older version stays what it was`() async throws {
        try await Self.run { bench in
            var market = TestMarket(keys: bench.exchange.keys).wire
            market.buyers[0].status = .paused
            try await bench.exchange.apply(market, to: bench.tenant)
            var request = Self.request()
            request.marketVersion = 2
            #expect(
                try await bench.assess(request).candidates[0].reasons.map(\.code) == [.ePaused])
            request.marketVersion = 1
            let first = try await bench.assess(request)
            #expect(first.candidates[0].eligible)
            #expect(try await bench.assess(request) == first)
            request.marketVersion = 3
            #expect(await bench.code(request) == .failedPrecondition)
        }
    }

    @Test func `facts that can't be read, a channel that isn't there, a stranger`() async throws {
        try await Self.run { bench in
            var request = Self.request()
            request.lead.leadID = "no uuid"
            #expect(await bench.code(request) == .invalidArgument)
            request = Self.request()
            request.lead.fields.append(request.lead.fields[0])
            #expect(await bench.code(request) == .invalidArgument)
            request = Self.request()
            request.now.nanos = -1
            #expect(await bench.code(request) == .invalidArgument)
            request = Self.request()
            request.lead.channelID = "nowhere"
            #expect(await bench.code(request) == .failedPrecondition)
            do {
                _ = try await bench.channel.call(
                    ScoringMethods.assess, Self.request(),
                    options: try bench.exchange.options("web"))
                Issue.record("a seller may not assess")
            } catch let error as RPCError {
                #expect(error.code == .permissionDenied)
            }
        }
    }
}
