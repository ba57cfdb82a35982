/// Where a certificate and its key are. Both files are PEM.
public struct TLSIdentity: Sendable, Hashable {
    /// The certificate, followed by the intermediate ones up to the CA, if there are any.
    public var certificateFile: String
    /// The certificate's private key, without a passphrase.
    public var keyFile: String

    public init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}

/// What a server shows and asks for.
public struct TLSServerSettings: Sendable, Hashable {
    /// What is asked of clients.
    public enum ClientCertificates: Sendable, Hashable {
        case notAsked
        /// A client may show one; it has to be of a CA in this PEM file.
        case optional(caFile: String)
        /// A client has to show one of a CA in this PEM file.
        case required(caFile: String)

        var caFile: String? {
            switch self {
            case .notAsked: nil
            case .optional(let file), .required(let file): file
            }
        }
    }

    public var identity: TLSIdentity
    public var clientCertificates: ClientCertificates

    public init(_ identity: TLSIdentity, clientCertificates: ClientCertificates = .notAsked) {
        self.identity = identity
        self.clientCertificates = clientCertificates
    }

    /// All files that it is made of.
    public var files: [String] {
        [identity.certificateFile, identity.keyFile] + [clientCertificates.caFile].compactMap { $0 }
    }
}

/// Whom a client trusts, and what it shows.
public struct TLSClientSettings: Sendable, Hashable {
    /// The CAs that servers' certificates have to be of.
    public enum Trust: Sendable, Hashable {
        /// Those of the operating system.
        case system
        /// Those in this PEM file, and no others.
        case file(String)
    }

    public var trust: Trust
    /// Shown to servers that ask for one.
    public var identity: TLSIdentity?
    /// The name that the server's certificate has to be for; nil: the one it is called by.
    public var serverName: String?

    public init(
        trust: Trust = .system, identity: TLSIdentity? = nil, serverName: String? = nil
    ) {
        self.trust = trust
        self.identity = identity
        self.serverName = serverName
    }

    /// All files that it is made of.
    public var files: [String] {
        var files: [String] = []
        if case .file(let file) = trust { files.append(file) }
        if let identity { files += [identity.certificateFile, identity.keyFile] }
        return files
    }
}
