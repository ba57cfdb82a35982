@testable import CaptureService
import GRPC
import LeadlineAPI
import Market
import ServiceTesting
import SwiftProtobuf
import Testing
import Vault

@Suite struct SubmitTests {
    @Test func `a good lead is stored, sealed, routed and answered`() async throws {
        try await CaptureBench.run { bench in
            let reply = try await bench.submit(CaptureBench.lead())
            #expect(reply.outcome == .sold)

            let request = try #require(bench.routing.requests.first)
            #expect(request.lead.leadID == reply.leadID)
            #expect(request.lead.sellerID == "acme")
            #expect(request.lead.channelID == "web")
            #expect(request.lead.fields.map(\.name) == ["insured", "state", "vehicle_year"])
            #expect(request.lead.sealedFields == ["email", "first_name", "phone"])
            #expect(request.leaseEpoch == 1)
            #expect(request.stages.map(\.stage) == ["decode", "store"])
            #expect(bench.routing.tenants == [bench.tenant.description])
            // Whom the lead is about isn't in the request but sealed.
            let facts = try request.lead.serializedBytes() as [UInt8]
            #expect(!String(decoding: facts, as: UTF8.self).contains("5550123"))

            let lead = try #require(LeadID(reply.leadID))
            let stored = try #require(
                await bench.exchange.store.lead(tenant: bench.tenant, lead))
            #expect(stored.outcome == .pending)
            #expect(stored.facts == facts)
            #expect(stored.maxSold == 1)
        }
    }

    @Test func `the same key and content give the stored answer byte for byte`() async throws {
        try await CaptureBench.run { bench in
            let request = CaptureBench.lead("once") { $0.fields["phone"] = "not a phone" }
            let first = try await bench.submitRaw(request)
            let second = try await bench.submitRaw(request)
            #expect(first == second)
            #expect(try first.decoded().outcome == .rejected)
        }
    }

    @Test func `routing's bytes reach the seller as they are`() async throws {
        try await CaptureBench.run { bench in
            let raw = try await bench.submitRaw(CaptureBench.lead())
            let lead = try raw.decoded().leadID
            #expect(raw == StoredReply(FakeRouting.soldReply(lead)))
        }
    }

    @Test func `the same key with other content is refused`() async throws {
        try await CaptureBench.run { bench in
            _ = try await bench.submit(CaptureBench.lead("k"))
            let other = CaptureBench.lead("k") { $0.fields["vehicle_year"] = "2021" }
            #expect(await code { _ = try await bench.submit(other) } == .alreadyExists)
            // How long the seller waits isn't content.
            let patient = CaptureBench.lead("k") {
                $0.maxProcessing = Google_Protobuf_Duration(milliseconds: 100)
            }
            #expect(try await bench.submit(patient).outcome == .pending)
        }
    }

    @Test func `the same key of another seller is another lead`() async throws {
        try await CaptureBench.run { bench in
            let first = try await bench.submit(CaptureBench.lead("k"))
            let second = try await bench.submit(CaptureBench.lead("k"), key: "other")
            #expect(first.leadID != second.leadID)
        }
    }

    @Test func `without a key each submission is a lead`() async throws {
        try await CaptureBench.run { bench in
            let first = try await bench.submit(CaptureBench.lead(""))
            let second = try await bench.submit(CaptureBench.lead(""))
            #expect(first.leadID != second.leadID)
        }
    }

    @Test func `refusals name every reason at once and are stored`() async throws {
        try await CaptureBench.run { bench in
            let request = CaptureBench.lead {
                $0.fields["phone"] = "call me"
                $0.fields["state"] = nil
                $0.fields["note"] = "longer than twenty characters"
                $0.fields["coverage"] = "Gold"
                $0.subIds.sub1 = "campaign-7"
            }
            let reply = try await bench.submit(request)
            #expect(reply.outcome == .rejected)
            #expect(reply.reasons.map(\.field) == ["coverage", "note", "phone", "state"])
            #expect(
                reply.reasons.map(\.code) == [
                    .cInvalidField, .cInvalidField, .cInvalidField, .cMissingField,
                ])
            #expect(reply.reasons.allSatisfy { !$0.message.contains("call me") && $0.got.isEmpty })
            #expect(reply.subIds.sub1 == "campaign-7")
            #expect(reply.hasCompletedAt)
            #expect(bench.routing.requests.isEmpty)
            let lead = try #require(LeadID(reply.leadID))
            let stored = await bench.exchange.store.leadOrNil(bench.tenant, lead)
            #expect(stored?.outcome == .rejected)
        }
    }

    @Test func `a phone that parses but looks odd is flagged, not refused`() async throws {
        try await CaptureBench.run { bench in
            // No US number begins with 0 or 1 after the area code, yet it can be dialled.
            let request = CaptureBench.lead { $0.fields["phone"] = "+1 555 055 0123" }
            let reply = try await bench.submit(request)
            #expect(reply.outcome == .sold)
            let flags = try #require(bench.routing.requests.first).flags
            #expect(flags.map(\.field) == ["phone"])
            #expect(flags.map(\.flag) == ["looks_invalid"])
        }
    }

    @Test func `a channel that stores only isn't routed`() async throws {
        try await CaptureBench.run { bench in
            let reply = try await bench.submit(CaptureBench.lead(), key: "archive")
            #expect(reply.outcome == .stored)
            #expect(bench.routing.requests.isEmpty)
        }
    }

    @Test func `a paused channel's leads are kept and refused`() async throws {
        try await CaptureBench.run { bench in
            let reply = try await bench.submit(CaptureBench.lead(), key: "closed")
            #expect(reply.outcome == .rejected)
            #expect(reply.reasons.map(\.code) == [.cChannelInactive])
        }
    }

    @Test func `a test is a test, by the request or by the channel`() async throws {
        try await CaptureBench.run { bench in
            _ = try await bench.submit(CaptureBench.lead("a") { $0.test = true })
            _ = try await bench.submit(CaptureBench.lead("b"), key: "trial")
            #expect(bench.routing.requests.map(\.lead.test) == [true, true])
        }
    }
}
