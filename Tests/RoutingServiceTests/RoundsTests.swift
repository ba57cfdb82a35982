import Logging
import Testing

@testable import RoutingService

@Suite struct RoundsTests {
    private struct Broken: Error {}

    /// An outage is many rounds; whoever reads the log wants to see when it began.
    @Test func aRoundThatFailsIsFollowedByTheNextAndSaidOnce() async throws {
        try await RoutingBench.run { bench in
            let rounds = Rounds(
                subject: "things", pause: .milliseconds(1), context: bench.context)
            let script = [false, false, true, false, false]
            let going = Task(executorPreference: bench.context.loop) {
                var count = 0
                try await rounds.run { tenant in
                    #expect(tenant == bench.tenant)
                    count += 1
                    guard count <= script.count else {
                        return withUnsafeCurrentTask { $0?.cancel() }
                    }
                    if !script[count - 1] { throw Broken() }
                }
            }
            await #expect(throws: CancellationError.self) { try await going.value }
            #expect(bench.log.lines(.warning).count == 2)
            #expect(bench.log.lines(.debug).count == 2)
            #expect(bench.log.lines(.warning)[0].metadata["tenant"] == "\(bench.tenant)")
        }
    }

    @Test func anItemThatFailsIsNamedAndTheNextIsTaken() async throws {
        try await RoutingBench.run { bench in
            let rounds = Rounds(subject: "things", pause: .milliseconds(1), context: bench.context)
            var seen: [Int] = []
            try await rounds.each([1, 2, 3], ids: { ["thing": "\($0)"] }) { item in
                seen.append(item)
                if item == 2 { throw Broken() }
            }
            #expect(seen == [1, 2, 3])
            #expect(bench.log.lines(.error).map { $0.metadata["thing"] } == ["2"])
        }
    }
}
