import SwiftProtobuf

public struct ResponseWriter<Response: Message>: Sendable {
    public func write(_ message: Response) async throws { preconditionFailure("unwritten") }
}
