import HTTP2
import Reactor

/// One server that a channel connects to: an address, and the name it was found under.
struct ConnectedAddress: Sendable, Hashable, CustomStringConvertible {
    let target: ChannelTarget
    let address: SocketAddress
    private let fixed: [HeaderField]

    init(target: ChannelTarget, address: SocketAddress) {
        self.target = target
        self.address = address
        fixed = [
            HeaderField(name: ":method", value: "POST"),
            HeaderField(name: ":scheme", value: target.isTLS ? "https" : "http"),
            HeaderField(name: ":authority", value: target.authority),
            HeaderField(name: "te", value: "trailers"),
            HeaderField(name: "content-type", value: ContentType.grpc),
            HeaderField(name: "user-agent", value: "grpc-swift-leadline/1"),
        ]
    }

    /// The fields that every request has. Pseudo fields come first (RFC 9113 section 8.3).
    func headers(_ path: String) -> [HeaderField] {
        var fields: [HeaderField] = []
        fields.reserveCapacity(12)
        fields.append(HeaderField(name: ":path", value: path))
        fields.append(contentsOf: fixed)
        return fields
    }

    /// `name:port (address)`, or the address alone when no name was looked up.
    var description: String {
        target.address == nil ? "\(target) (\(address))" : "\(address)"
    }

    static func == (left: ConnectedAddress, right: ConnectedAddress) -> Bool {
        left.address == right.address && left.target == right.target
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(address)
    }
}
