@testable import CaptureService
import LeadlineAPI
import Market
import SwiftProtobuf
import Testing

/// What an intake encodes itself is what SwiftProtobuf makes of the same messages.
@Suite struct StoredMessageTests {
    @Test(arguments: ["web", "archive"])
    func `every message is in protobuf's own form`(channel: String) throws {
        try agrees(Forms.intake(CaptureBench.lead(), through: channel))
        try agrees(Forms.intake(everything, through: channel))
        // Ends at the door, with reasons.
        try agrees(Forms.intake(CaptureBench.lead { $0.fields = ["zip": "1"] }, through: channel))
    }

    @Test func `the facts say it all`() throws {
        let intake = try Forms.intake(everything)
        let facts = try WireLeadFacts(serializedBytes: intake.facts)
        #expect(facts.leadID == intake.lead.wire)
        #expect(facts.sellerID == "acme" && facts.channelID == "web")
        #expect(facts.kind == .call && facts.test && facts.alreadySold == 2)
        #expect(facts.sealedFields == ["email", "first_name", "phone"])
        #expect(facts.sourceMedium == "web")
        #expect(facts.minPayout.micros == 2_000_000)
        #expect(facts.capturedAt == everything.capturedAt)
        #expect(try facts.receivedAt.microseconds() == intake.receivedAt)
    }

    @Test func `the answer of a lead that ends at the door`() throws {
        let intake = try Forms.intake(everything, through: "archive")
        let reply = try WireSubmitReply(serializedBytes: intake.reply)
        #expect(reply.leadID == intake.lead.wire && reply.outcome == .stored && reply.test)
        #expect(reply.subIds.sub1 == "a" && reply.flags.map(\.field) == ["nickname"])
        #expect(reply.completedAt == reply.receivedAt)
        let events = try WireJournalEntry(serializedBytes: intake.journal).events
        #expect(events.map(\.finished.outcome) == [.unspecified, .stored])
        #expect(events[0].received.sellerID == "acme" && events[0].received.subIds.sub1 == "a")
        #expect(events.allSatisfy { $0.at == reply.receivedAt })
    }

    private var everything: WireSubmitRequest {
        CaptureBench.lead {
            $0.fields["nickname"] = "Annie"
            $0.kind = .call
            $0.test = true
            $0.subIds.sub1 = "a"
            $0.source.medium = "Web"
            $0.consent.text = String(repeating: "I agree. ", count: 40)
            $0.minPayout.micros = 2_000_000
            $0.minPayout.currency = "USD"
            $0.capturedAt.seconds = 1_700_000_000
            $0.priorSales.alreadySold = 2
        }
    }

    private func agrees(_ intake: Intake) throws {
        try agrees(intake.facts, WireLeadFacts.self)
        try agrees(intake.context, WireRouteRequest.self)
        try agrees(intake.secrets, WireSealedLead.self)
        try agrees(intake.journal, WireJournalEntry.self)
        try agrees(intake.reply, WireSubmitReply.self)
    }

    private func agrees<Content: Message>(_ bytes: [UInt8], _ type: Content.Type) throws {
        let message = try Content(serializedBytes: bytes)
        #expect(message.unknownFields.data.isEmpty)
        #expect(try message.serializedBytes() == bytes, "\(type)")
    }
}
