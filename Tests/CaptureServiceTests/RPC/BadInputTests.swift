@testable import CaptureService
import GRPC
import LeadlineAPI
import Market
import ServiceTesting
import SwiftProtobuf
import Testing

/// What a stranger, a mistaken partner or a broken program may send. Each gets a clear status.
@Suite struct BadInputTests {
    private func refusal(
        _ code: Status.Code, of request: WireSubmitRequest, key: String = "web",
        mentions words: String = ""
    ) async throws {
        try await CaptureBench.run { bench in
            do {
                _ = try await bench.submit(request, key: key)
                Issue.record("it was taken")
            } catch let error as RPCError {
                #expect(error.code == code)
                #expect(error.message.contains(words), "\(error.message)")
            }
            #expect(bench.routing.requests.isEmpty)
        }
    }

    @Test func `malformed protobuf`() async throws {
        try await CaptureBench.run { bench in
            let method = Method<StoredReply, StoredReply, Unary>(
                service: CaptureMethods.submit.service, name: CaptureMethods.submit.name)
            let garbage = StoredReply([0x0A, 0x7F, 0x01])
            let options = try bench.exchange.options("web")
            let status = await code {
                _ = try await bench.channel.call(method, garbage, options: options)
            }
            #expect(status == .invalidArgument)
        }
    }

    @Test func `an unknown method`() async throws {
        try await CaptureBench.run { bench in
            let method = Method<WireSubmitRequest, WireSubmitReply, Unary>(
                service: "leadline.v1.Capture", name: "Nothing")
            let options = try bench.exchange.options("web")
            #expect(
                await code {
                    _ = try await bench.channel.call(method, CaptureBench.lead(), options: options)
                } == .unimplemented)
        }
    }

    @Test func `an oversized message`() async throws {
        let request = CaptureBench.lead { request in
            for index in 0..<40 {
                request.fields["f\(index)"] = String(repeating: "x", count: 8_000)
            }
        }
        try await refusal(.resourceExhausted, of: request)
    }

    @Test func `no key, a mistyped key, an unknown key`() async throws {
        try await CaptureBench.run { bench in
            let lead = CaptureBench.lead()
            let typo = String(bench.exchange.keys["web"].dropLast()) + "!"
            let metadata: [Metadata] = [
                Metadata(), try TestExchange.bearer(typo),
                try TestExchange.bearer(bench.exchange.keys["nobody's"]),
                ["authorization": "Basic abc"],
            ]
            for metadata in metadata {
                let options = CallOptions(timeout: .seconds(10), metadata: metadata)
                #expect(
                    await code {
                        _ = try await bench.channel.call(
                            CaptureMethods.submit, lead, options: options)
                    } == .unauthenticated)
            }
        }
    }

    @Test func `a buyer's key, and a key without the scope`() async throws {
        try await CaptureBench.run { bench in
            let tenant = bench.tenant
            try await bench.exchange.makeKey(
                "reader", .seller, of: tenant, party: "acme", scopes: ["read"])
            for key in ["north", "reader"] {
                #expect(
                    await code { _ = try await bench.submit(CaptureBench.lead(), key: key) }
                        == .permissionDenied)
            }
        }
    }

    @Test func `a key that was made a moment ago works at once`() async throws {
        try await CaptureBench.run { bench in
            try await bench.exchange.makeKey(
                "fresh", .seller, of: bench.tenant, party: "acme", channel: "web")
            #expect(try await bench.submit(CaptureBench.lead(), key: "fresh").outcome == .sold)
        }
    }

    @Test func `somebody else's channel, and one that doesn't exist`() async throws {
        for name in ["other", "nowhere", "archive"] {
            try await refusal(
                .permissionDenied, of: CaptureBench.lead { $0.channelID = name })
        }
    }

    @Test func `a price that overflows, is negative, a fraction, or in another currency`()
        async throws
    {
        let prices: [(Int64, String)] = [
            (.max, "USD"), (9_223_372_036_854_770_000, "USD"), (-10_000, "USD"), (5, "USD"),
            (10_000, "EUR"), (10_000, "XXX"),
        ]
        for (micros, currency) in prices {
            let request = CaptureBench.lead {
                $0.minPayout.micros = micros
                $0.minPayout.currency = currency
            }
            try await refusal(.invalidArgument, of: request, mentions: "min_payout")
        }
    }

    @Test func `limits of the message are named`() async throws {
        let requests: [(String, WireSubmitRequest)] = [
            ("idempotency_key", CaptureBench.lead(String(repeating: "k", count: 129))),
            ("idempotency_key", CaptureBench.lead("a\u{0}b")),
            ("fields", CaptureBench.lead { $0.fields["mail@example.com"] = "x" }),
            (
                "fields",
                CaptureBench.lead { request in
                    for index in 0..<201 { request.fields["f\(index)"] = "x" }
                }
            ),
            (
                "fields[note]",
                CaptureBench.lead { $0.fields["note"] = String(repeating: "x", count: 20_000) }
            ),
            ("kind", CaptureBench.lead { $0.kind = .UNRECOGNIZED(9) }),
            ("captured_at", CaptureBench.lead { $0.capturedAt.seconds = .max }),
            ("max_processing", CaptureBench.lead { $0.maxProcessing.seconds = -1 }),
            ("already_sold", CaptureBench.lead { $0.priorSales.alreadySold = -1 }),
            (
                "consent",
                CaptureBench.lead { $0.consent.text = String(repeating: "x", count: 70_000) }
            ),
        ]
        for (words, request) in requests {
            try await refusal(.invalidArgument, of: request, mentions: words)
        }
    }

    @Test func `another tenant's lead and key are nobody's`() async throws {
        try await CaptureBench.run { bench in
            let other = try await bench.exchange.tenant("other tenant")
            let keys = TestKeys()
            try await bench.exchange.apply(TestMarket(keys: keys).wire, to: other)
            let mine = try await bench.submit(CaptureBench.lead("shared"))
            let options = CallOptions(
                timeout: .seconds(10), metadata: try TestExchange.bearer(keys["web"]))
            var byID = WireGetResultRequest()
            byID.leadID = mine.leadID
            var byKey = WireGetResultRequest()
            byKey.idempotencyKey = "shared"
            for request in [byID, byKey] {
                #expect(
                    await code {
                        _ = try await bench.channel.call(
                            CaptureMethods.getResult, request, options: options)
                    } == .notFound)
            }
            // The same seller's name, the same key: another tenant, another lead.
            let theirs = try await bench.channel.call(
                CaptureMethods.submit, CaptureBench.lead("shared"), options: options)
            #expect(theirs.leadID != mine.leadID)
            #expect(bench.routing.tenants == [bench.tenant.description, other.description])
        }
    }
}
