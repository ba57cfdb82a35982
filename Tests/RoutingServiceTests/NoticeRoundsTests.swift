import LeadlineAPI
import Market
import Store
import SwiftProtobuf
import Testing
import Vault

@testable import RoutingService

@Suite struct NoticeRoundsTests {
    /// The disclosure of a lead, in the outbox and due.
    private static func disclose(_ lead: RoutedLead, _ bench: RoutingBench) async throws -> String {
        let id = bench.context.ids.next()
        let notice = WireNotice.with { $0.disclosure.saleID = "sale" }
        let request = try WireNotifyRequest.with {
            $0.notices = [
                try .with {
                    $0.buyerID = "north"
                    $0.noticeID = id.description
                    $0.notice = try notice.serializedBytes()
                }
            ]
        }
        let step = LeadStep(
            tenant: bench.tenant, lead: lead.id, epoch: nil, entry: [],
            notices: [
                NewNotice(
                    id: id, kind: .disclosure, buyer: "north", body: try request.serializedBytes(),
                    delayMilliseconds: 0)
            ])
        #expect(try await bench.store.record(step) == .recorded)
        return id.description
    }

    @Test func aNoticeThatCannotBeOpenedHoldsUpNoOther() async throws {
        let (sent, sending) = AsyncStream.makeStream(of: WireNotifyRequest.self)
        var peers = Peers.unexpected
        peers.notify = { request, _ in
            sending.yield(request)
            return WireNotifyReply()
        }
        try await RoutingBench.run(peers) { bench in
            // The oldest first: its master key is gone.
            let damaged = try await bench.stored(sealedBy: Vault(keys: .random()))
            let stuck = try await Self.disclose(damaged, bench)
            let good = try await Self.disclose(try await bench.stored(), bench)
            try await NoticeRounds(store: bench.store, context: bench.context)
                .sendDue(of: bench.tenant)
            let request = try #require(await sent.first { _ in true })
            #expect(request.notices.map(\.noticeID) == [good])
            let notice = try WireNotice(serializedBytes: request.notices[0].notice)
            #expect(notice.disclosure.fields.map(\.name) == ["phone"])
            let errors = bench.log.lines(.error)
            #expect(errors.count == 1)
            #expect(errors.first?.metadata["notice"] == "\(stuck)")
            #expect(errors.first?.metadata["lead"] == "\(damaged.id)")
        }
    }
}
