import SwiftProtobuf

public struct RequestWriter<Request: Message>: Sendable {
    public func write(_ message: Request) async throws { preconditionFailure("unwritten") }
    public func finish() { preconditionFailure("unwritten") }
}
