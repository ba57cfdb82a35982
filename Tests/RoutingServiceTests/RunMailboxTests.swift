import Market
import Reactor
import Testing

@testable import RoutingService

@Suite struct RunMailboxTests {
    let word = BuyerWord(
        sale: SaleID(Identifier(high: 1, low: 2)), answer: .accepted(reference: ""),
        inboxID: Identifier(high: 3, low: 4))

    @Test func aWordThatIsThereIsTakenOnce() async throws {
        let loop = try EventLoop(name: "mailbox")
        defer { loop.shutdown() }
        let mailbox = RunMailbox()
        mailbox.put(word)
        let (first, second) = try await Task(executorPreference: loop) {
            let first = try await mailbox.word(within: .seconds(60), on: loop)
            let second = try await mailbox.word(within: .milliseconds(1), on: loop)
            return (first, second)
        }.value
        #expect(first?.sale == word.sale)
        #expect(second == nil)
    }

    @Test func aWaitingSagaIsWoken() async throws {
        let loop = try EventLoop(name: "mailbox")
        defer { loop.shutdown() }
        let mailbox = RunMailbox()
        let word = word
        let waiting = Task(executorPreference: loop) {
            loop.execute { mailbox.put(word) }
            return try await mailbox.word(within: .seconds(60), on: loop)
        }
        #expect(try await waiting.value?.inboxID == word.inboxID)
    }
}
