@testable import CaptureService
import GRPC
import LeadlineAPI
import Market
import ServiceTesting
import SwiftProtobuf
import Testing

@Suite struct GetResultTests {
    @Test func `by lead or by key, the stored answer byte for byte`() async throws {
        try await CaptureBench.run { bench in
            let answer = try await bench.submitRaw(CaptureBench.lead("a"), key: "archive")
            var byID = WireGetResultRequest()
            byID.leadID = try answer.decoded().leadID
            var byKey = WireGetResultRequest()
            byKey.idempotencyKey = "a"
            for request in [byID, byKey] {
                let found = try await bench.channel.call(
                    CaptureMethods.storedResult, request,
                    options: try bench.exchange.options("archive"))
                #expect(found == answer)
            }
        }
    }

    @Test func `what is pending says so, with its tracking values`() async throws {
        try await CaptureBench.run(.pending) { bench in
            let pending = try await bench.submit(
                CaptureBench.lead {
                    $0.subIds.clickID = "click"
                    $0.test = true
                })
            var request = WireGetResultRequest()
            request.leadID = pending.leadID
            let found = try await bench.result(request)
            #expect(found == pending)
            #expect(found.outcome == .pending)
            #expect(found.subIds.clickID == "click")
            #expect(found.test)
            #expect(found.hasReceivedAt)
            #expect(!found.hasCompletedAt)
        }
    }

    @Test func `what isn't there, is another's, or isn't named`() async throws {
        try await CaptureBench.run { bench in
            let mine = try await bench.submit(CaptureBench.lead("a"))
            var request = WireGetResultRequest()
            #expect(await code { _ = try await bench.result(request) } == .invalidArgument)
            request.leadID = "no uuid"
            #expect(await code { _ = try await bench.result(request) } == .invalidArgument)
            request.leadID = "0190a0a0-0000-7000-8000-000000000000"
            #expect(await code { _ = try await bench.result(request) } == .notFound)
            request.leadID = mine.leadID
            #expect(await code { _ = try await bench.result(request, key: "other") } == .notFound)
            // A key of one channel doesn't read another channel's leads.
            #expect(
                await code { _ = try await bench.result(request, key: "archive") } == .notFound)
            request.wait.seconds = -1
            #expect(await code { _ = try await bench.result(request) } == .invalidArgument)
        }
    }

    @Test func `a short wait ends with PENDING`() async throws {
        try await CaptureBench.run(.pending) { bench in
            let pending = try await bench.submit(CaptureBench.lead("a"))
            var request = WireGetResultRequest()
            request.leadID = pending.leadID
            request.wait = Google_Protobuf_Duration(milliseconds: 60)
            #expect(try await bench.result(request).outcome == .pending)
        }
    }
}
