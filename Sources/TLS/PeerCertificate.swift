import COpenSSL

/// The certificate that a peer showed and that was verified: who it is.
///
/// One object for a connection, since every call refers to it.
public final class PeerCertificate: Sendable {
    /// The subject's common name; empty if it has none.
    public let commonName: String
    /// Its names as a host (subjectAltName DNS).
    public let hostNames: [String]
    /// Its names as a program or a person (subjectAltName URI).
    public let uris: [String]

    public init(commonName: String, hostNames: [String] = [], uris: [String] = []) {
        self.commonName = commonName
        self.hostNames = hostNames
        self.uris = uris
    }

    convenience init(_ certificate: OpaquePointer) {
        let names = CertificateNames(certificate)
        self.init(commonName: names.common, hostNames: names.hosts, uris: names.uris)
    }
}

/// Who a certificate says it is for.
final class CertificateNames {
    private(set) var common = ""
    private(set) var hosts: [String] = []
    private(set) var uris: [String] = []
    private(set) var addresses: [String] = []

    /// What a certificate can be asked for; more are let go of.
    private static let namesMax = 64

    init(_ certificate: OpaquePointer) {
        common = Self.commonName(certificate)
        leadline_certificate_names(
            certificate, Unmanaged.passUnretained(self).toOpaque()
        ) { owner, kind, bytes, count in
            let names = Unmanaged<CertificateNames>.fromOpaque(owner!).takeUnretainedValue()
            names.add(kind, UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
    }

    private func add(_ kind: Int32, _ bytes: UnsafeBufferPointer<UInt8>) {
        guard hosts.count + uris.count + addresses.count < Self.namesMax else { return }
        switch kind {
        case GEN_DNS: hosts.append(String(decoding: bytes, as: UTF8.self))
        case GEN_URI: uris.append(String(decoding: bytes, as: UTF8.self))
        default: addresses.append(Self.address(bytes))
        }
    }

    private static func address(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard bytes.count == 16 else {
            return bytes.map { String($0) }.joined(separator: ".")
        }
        return stride(from: 0, to: 16, by: 2)
            .map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }

    private static func commonName(_ certificate: OpaquePointer) -> String {
        guard let subject = X509_get_subject_name(certificate) else { return "" }
        let index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard index >= 0, let entry = X509_NAME_get_entry(subject, index) else { return "" }
        var text: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry))
        guard count >= 0, let text else { return "" }
        defer { CRYPTO_free(text, #file, #line) }
        return String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self)
    }
}
