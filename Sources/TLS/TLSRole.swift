/// Which side of a connection this is.
public enum TLSRole: Sendable, Hashable {
    case client
    case server

    /// The other side, to begin a sentence with.
    var peer: String {
        switch self {
        case .client: "The server"
        case .server: "The client"
        }
    }
}
