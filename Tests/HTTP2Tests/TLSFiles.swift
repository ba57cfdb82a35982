import TLS
import TLSTesting

extension TestAuthority {
    func identity(_ issued: Issued) -> TLSIdentity {
        TLSIdentity(certificateFile: issued.certificateFile, keyFile: issued.keyFile)
    }

    /// A server with a certificate for localhost.
    func server(
        clients: TLSServerSettings.ClientCertificates = .notAsked
    ) throws -> TLSServer {
        try TLSServer(TLSServerSettings(identity(issue()), clientCertificates: clients))
    }

    /// A client that trusts this authority alone.
    func client(_ issued: Issued? = nil) throws -> TLSClient {
        try TLSClient(TLSClientSettings(trust: .file(caFile), identity: issued.map(identity)))
    }
}
