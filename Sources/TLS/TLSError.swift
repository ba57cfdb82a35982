/// A handshake failed, or TLS can't be set up as told. Holds no key and nothing secret.
public struct TLSError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of trouble it is. Open: more may come.
    public struct Code: Hashable, Sendable {
        let name: String

        /// A certificate, key or CA file can't be used.
        public static let unusableFile = Code(name: "unusable file")
        /// We refuse the peer's certificate, or miss it.
        public static let peerRefused = Code(name: "peer refused")
        /// The peer refuses ours, or misses it.
        public static let refusedByPeer = Code(name: "refused by peer")
        /// What came isn't TLS.
        public static let notTLS = Code(name: "not TLS")
        /// Peer and we have no version, cipher or application protocol in common.
        public static let nothingInCommon = Code(name: "nothing in common")
        /// The peer left, or broke the protocol.
        public static let broken = Code(name: "broken")
        /// OpenSSL itself failed, as for want of memory.
        public static let library = Code(name: "library")
    }

    public var code: Code
    /// A sentence that says who is at fault.
    public var message: String
    /// OpenSSL's own words, for those who search for them; may be empty.
    public var detail: String

    public init(_ code: Code, _ message: String, detail: String = "") {
        self.code = code
        self.message = message
        self.detail = detail
    }

    public var description: String { detail.isEmpty ? message : "\(message) (\(detail))" }
}
