import Market
import Reactor
import Synchronization

/// What a buyer said outside of a delivery, for the saga that waits for it.
struct BuyerWord: Sendable {
    let sale: SaleID
    let answer: BuyerAnswer
    /// Its row in the inbox, to be settled by the saga's next transaction.
    let inboxID: Identifier
}

/// Where a saga finds what its buyer said late. One word is enough: the first settles the sale.
///
///     empty ──put──► full ──word──► empty
final class RunMailbox: Sendable {
    private struct State {
        var word: BuyerWord?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Leaves a word; the saga wakes if it waits.
    func put(_ word: BuyerWord) {
        let waiter = state.withLock { state in
            state.word = word
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// A word, waiting for at most that long. Nil when none came.
    func word(within pause: Microseconds, on loop: EventLoop) async throws -> BuyerWord? {
        let timer = LoopBound(
            loop.schedule(after: pause) { [self] in wake() }, on: loop)
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state -> Bool in
                if state.word == nil { state.waiter = continuation }
                return state.word != nil
            }
            if isThere { continuation.resume() }
        }
        timer.value.cancel()
        return state.withLock { state in
            defer { state.word = nil }
            return state.word
        }
    }

    private func wake() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
