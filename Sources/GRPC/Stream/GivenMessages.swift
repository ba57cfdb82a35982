import Synchronization

/// Messages that are known from the start, for tests of handlers.
final class GivenMessages<Element: Sendable>: MessageSource {
    private let remaining: Mutex<ArraySlice<Element>>

    init(_ messages: some Sequence<Element>) {
        remaining = Mutex(Array(messages)[...])
    }

    func next() async throws -> Element? {
        remaining.withLock { $0.popFirst() }
    }
}
