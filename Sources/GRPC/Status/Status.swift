/// How a call ended: a code, a sentence for people, and optional structured details.
public struct Status: Sendable, Hashable {
    /// What happened.
    public var code: Code
    /// A sentence that says who is at fault; never personal data.
    public var message: String
    /// `grpc-status-details-bin`: a serialized `google.rpc.Status`, or empty.
    public var details: [UInt8]

    public init(_ code: Code, _ message: String = "", details: [UInt8] = []) {
        self.code = code
        self.message = message
        self.details = details
    }

    /// Success, with nothing to add.
    public static let ok = Status(.ok)

    /// Whether the call succeeded.
    public var isOK: Bool { code == .ok }
}

extension Status: CustomStringConvertible {
    /// `NOT_FOUND: no lead with this id`.
    public var description: String {
        message.isEmpty ? code.description : "\(code): \(message)"
    }
}
