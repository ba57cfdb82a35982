import HTTP2

/// A way to compress messages, by its name in `grpc-encoding`.
/// Source: gRPC `doc/compression.md`.
public enum Compression: String, Hashable, Sendable {
    /// As they are.
    case identity
    /// RFC 1952.
    case gzip

    /// Messages shorter than this travel as they are, whatever was asked for: the format's own
    /// bytes and the time are worth more than what could be saved.
    static let bytesMin = 64

    static let encodingName = "grpc-encoding"
    static let acceptName = "grpc-accept-encoding"

    /// What this end understands, as it is said to peers.
    static let accepted = HeaderField(name: acceptName, value: "identity,gzip")

    /// How this end says that its messages may be compressed.
    var encodingField: HeaderField { HeaderField(name: Self.encodingName, value: rawValue) }

    /// Whether the peer that sent these fields takes messages that are compressed like this.
    func isAccepted(by fields: [HeaderField]) -> Bool {
        fields.contains { field in
            field.name == Self.acceptName
                && field.value.split(whereSeparator: { $0 == "," || $0 == " " })
                    .contains { $0 == rawValue }
        }
    }

    /// What a block of headers says of the messages behind it; `nil` when it isn't understood.
    init?(_ fields: [HeaderField]) {
        let name = fields.first {
            $0.name.utf8.count == Self.encodingName.utf8.count && $0.name == Self.encodingName
        }
        self.init(rawValue: name?.value ?? "identity")
    }
}

/// What a client's call does about compression.
public struct CallCompression: Hashable, Sendable {
    /// How the client's messages travel.
    public var requests: Compression
    /// Whether the server is told that it may compress its own.
    public var acceptsResponses: Bool

    public init(requests: Compression, acceptsResponses: Bool) {
        self.requests = requests
        self.acceptsResponses = acceptsResponses
    }

    /// Nothing is compressed: right between neighbours, where bytes cost less than time.
    public static let none = CallCompression(requests: .identity, acceptsResponses: false)
    /// gzip in both directions: for networks that are slow or paid by the byte.
    public static let gzip = CallCompression(requests: .gzip, acceptsResponses: true)

    /// What the server is told.
    var fields: [HeaderField] {
        var fields: [HeaderField] = []
        if requests != .identity { fields.append(requests.encodingField) }
        if acceptsResponses { fields.append(Compression.accepted) }
        return fields
    }
}
