import SwiftProtobuf

public struct ResponseStream<Response: Message>: AsyncSequence, Sendable {
    public typealias Element = Response
    public struct AsyncIterator: AsyncIteratorProtocol {
        public mutating func next() async throws -> Response? { preconditionFailure("unwritten") }
    }
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }
    public var initialMetadata: Metadata { get async throws { preconditionFailure("unwritten") } }
    public var trailingMetadata: Metadata { preconditionFailure("unwritten") }
    public func cancel() {}
}
