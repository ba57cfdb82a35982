/// Which end of a call is meant, in sentences.
enum PeerRole: String, Sendable, CustomStringConvertible {
    case client
    case server

    var description: String { rawValue }
}
