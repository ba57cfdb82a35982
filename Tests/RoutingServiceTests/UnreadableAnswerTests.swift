import LeadlineAPI
import Market
import Reactor
import Store
import Synchronization
import Testing

@testable import RoutingService

/// An answer to an award that can't be read may have been a yes: the buyer is asked again, and
/// meanwhile nobody else gets the lead.
@Suite struct UnreadableAnswerTests {
    /// Scoring lets one buyer in, and the buyer gives these answers, one after the other.
    private static func peers(_ answers: [WireAwardAck]) -> (Peers, asked: @Sendable () -> [Int32])
    {
        let script = Script(answers)
        var peers = Peers.unexpected
        peers.assess = { request, _ in
            .with {
                $0.marketVersion = 1
                $0.candidates = [
                    .with {
                        $0.campaignID = "north-auto"
                        $0.buyerID = "north"
                        $0.eligible = true
                    }
                ]
            }
        }
        peers.deliver = { request, _ in
            let award = try WireAward(serializedBytes: request.award)
            var reply = WireDeliverReply()
            reply.outcome = .answered
            reply.ack = script.next(to: award)
            return reply
        }
        return (peers, { script.asked })
    }

    @Test(arguments: [
        WireAwardAck(), .with { $0.answer = .UNRECOGNIZED(77) },
        .with {
            $0.answer = .accepted
            $0.buyerReference = "PostgreSQL stores no \0"
        },
    ])
    func theBuyerIsAskedAgain(_ unreadable: WireAwardAck) async throws {
        let yes = WireAwardAck.with {
            $0.answer = .accepted
            $0.buyerReference = "b-1"
        }
        let (peers, asked) = Self.peers([unreadable, unreadable, yes])
        try await RoutingBench.run(peers) { bench in
            let lead = try await bench.stored()
            let running = try #require(bench.runs.start(lead, with: .started(try lead.start())))
            let end = bench.context.loop.now + .seconds(20)
            let answer = await running.answer(by: end, on: bench.context.loop)
            #expect(answer?.outcome == .sold)
            #expect(asked() == [0, 1, 2])
            let sales = try await bench.store.sales(tenant: bench.tenant, lead: lead.id)
            #expect(sales.map(\.state) == [.confirmed])
            #expect(sales.map(\.buyerReference) == ["b-1"])
            let wasUnknown = try await bench.history(of: lead).contains { kind in
                if case .unknown = kind { true } else { false }
            }
            #expect(wasUnknown)
        }
    }
}

/// What the buyer says next; and which delivery each award said it was.
private final class Script: Sendable {
    private struct State {
        var answers: [WireAwardAck]
        var asked: [Int32] = []
    }

    private let state: Mutex<State>

    init(_ answers: [WireAwardAck]) {
        state = Mutex(State(answers: answers.reversed()))
    }

    var asked: [Int32] { state.withLock { $0.asked } }

    func next(to award: WireAward) -> WireAwardAck {
        state.withLock { state in
            state.asked.append(award.redelivery)
            var answer = state.answers.popLast() ?? WireAwardAck()
            answer.saleID = award.saleID
            return answer
        }
    }
}
