import Testing

@testable import GRPC

@Suite struct BackoffTests {
    private let backoff = Backoff(
        initial: .milliseconds(100), multiplier: 2, max: .seconds(1), jitter: 0.5)

    @Test func growsToItsMaximum() {
        let waits = (0..<6).map { backoff.wait(after: $0, random: 0.5) }
        #expect(
            waits == [
                .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800),
                .seconds(1), .seconds(1),
            ])
    }

    @Test func manyFailuresDoNotOverflow() {
        #expect(backoff.wait(after: .max, random: 0.5) == .seconds(1))
    }

    @Test func jitterSpreadsBothWays() {
        #expect(backoff.wait(after: 0, random: 0) == .milliseconds(50))
        let longest = backoff.wait(after: 0, random: 0.999_999)
        #expect(longest < .milliseconds(150))
        #expect(longest > .milliseconds(149))
    }
}
