import TLS

extension PeerCertificate {
    /// Which service the certificate is of, by the URI `spiffe://DOMAIN/service/NAME` among its
    /// names; nil for all others, such as an operator's.
    var service: ServiceKind? {
        for uri in uris {
            let parts = uri.split(separator: "/", omittingEmptySubsequences: false)
            if parts.count == 5, parts[0] == "spiffe:", parts[1].isEmpty, parts[3] == "service",
                let service = ServiceKind(rawValue: String(parts[4]))
            {
                return service
            }
        }
        return nil
    }
}
