@testable import CaptureService
import GRPC
import LeadlineAPI
import Market
import ServiceTesting
import Store
import SwiftProtobuf
import Testing

@Suite struct HandoverTests {
    private static func patient(_ milliseconds: Int64) -> WireSubmitRequest {
        CaptureBench.lead {
            $0.maxProcessing = Google_Protobuf_Duration(milliseconds: milliseconds)
        }
    }

    @Test(arguments: [
        FakeRouting.Script.pending, .silent, .fail(.unavailable), .fail(.internal),
        .fail(.resourceExhausted),
    ])
    func `whatever routing does, the lead is kept and PENDING`(
        _ script: FakeRouting.Script
    ) async throws {
        try await CaptureBench.run(script) { bench in
            let reply = try await bench.submit(Self.patient(200))
            #expect(reply.outcome == .pending)
            let lead = try #require(LeadID(reply.leadID))
            let stored = await bench.exchange.store.leadOrNil(bench.tenant, lead)
            #expect(stored?.outcome == .pending)
            // Asked again, it is the same lead.
            #expect(try await bench.submit(Self.patient(50)).leadID == reply.leadID)
        }
    }

    @Test func `a call's own deadline is kept, too`() async throws {
        try await CaptureBench.run(.silent) { bench in
            let reply = try await bench.submit(CaptureBench.lead(), timeout: .seconds(2))
            #expect(reply.outcome == .pending)
        }
    }

    @Test func `a retry attaches to what is running, and gets its end`() async throws {
        try await CaptureBench.run(.pending) { bench in
            let pending = try await bench.submit(CaptureBench.lead())
            #expect(pending.outcome == .pending)
            let retry = Task { try await bench.submitRaw(CaptureBench.lead()) }
            let waiting = Task { [bench] in
                var request = WireGetResultRequest()
                request.leadID = pending.leadID
                request.wait = Google_Protobuf_Duration(milliseconds: 10_000)
                return try await bench.result(request)
            }
            let bytes = try await bench.finish(try #require(LeadID(pending.leadID)))
            #expect(try await retry.value == StoredReply(bytes))
            #expect(try await waiting.value.outcome == .unsold)
        }
    }
}

extension CaptureBench {
    /// Ends a lead as routing would; gives the reply's bytes.
    func finish(_ lead: LeadID) async throws -> [UInt8] {
        var reply = WireSubmitReply()
        reply.leadID = lead.description
        reply.outcome = .unsold
        let bytes: [UInt8] = try reply.serializedBytes()
        var step = LeadStep(tenant: tenant, lead: lead, epoch: 1, entry: [])
        step.ending = LeadEnding(.unsold, reply: bytes)
        #expect(try await exchange.store.record(step) == .recorded)
        return bytes
    }
}
