import SwiftProtobuf

public struct RequestStream<Request: Message>: AsyncSequence, Sendable {
    public typealias Element = Request
    public struct AsyncIterator: AsyncIteratorProtocol {
        public mutating func next() async throws -> Request? { preconditionFailure("unwritten") }
    }
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
}
