import COpenSSL
import Glibc

/// A certificate authority for tests: makes certificates in a folder of its own, which goes when
/// it does. Elliptic keys, so that a hundred of them cost nothing.
///
/// `@unchecked Sendable`: its certificate and key are only read; every method makes objects of
/// its own.
public final class TestAuthority: @unchecked Sendable {
    /// Where all files are.
    public let folder: String
    private let key: OpaquePointer
    private let certificate: OpaquePointer

    /// What a certificate says.
    public struct Request: Sendable {
        public var commonName: String
        /// As openssl.cnf has them: "DNS:localhost,IP:127.0.0.1,URI:spiffe://x/service/y".
        public var names: String
        /// From now; negative ones have passed.
        public var validSeconds: Int
        /// "serverAuth", "clientAuth" or both.
        public var usage: String

        public init(
            _ commonName: String = "localhost", names: String = "DNS:localhost,IP:127.0.0.1",
            validSeconds: Int = 3_600, usage: String = "serverAuth,clientAuth"
        ) {
            self.commonName = commonName
            self.names = names
            self.validSeconds = validSeconds
            self.usage = usage
        }
    }

    /// The files of a certificate that was made.
    public struct Issued: Sendable, Hashable {
        public var certificateFile: String
        public var keyFile: String

        public init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    public init(name: String = "Test CA") {
        var template = Array("/tmp/leadline-tls-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no folder for test certificates")
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        key = leadline_new_p256_key()
        certificate = X509_new()
        Self.fill(certificate, name, key, validSeconds: 3_600)
        X509_set_issuer_name(certificate, X509_get_subject_name(certificate))
        extend(certificate, NID_basic_constraints, "critical,CA:TRUE")
        extend(certificate, NID_key_usage, "critical,keyCertSign")
        precondition(X509_sign(certificate, key, EVP_sha256()) > 0)
        write(caFile) { PEM_write_bio_X509($0, certificate) }
    }

    deinit {
        X509_free(certificate)
        EVP_PKEY_free(key)
        for file in files { unlink(file) }
        rmdir(folder)
    }

    /// The CA's certificate.
    public var caFile: String { "\(folder)/ca.pem" }

    /// Makes, or makes anew, `NAME.pem` and `NAME.key`.
    @discardableResult
    public func issue(_ request: Request = Request(), as name: String = "server") -> Issued {
        let issued = Issued(
            certificateFile: "\(folder)/\(name).pem", keyFile: "\(folder)/\(name).key")
        let leafKey: OpaquePointer = leadline_new_p256_key()
        let leaf: OpaquePointer = X509_new()
        defer {
            EVP_PKEY_free(leafKey)
            X509_free(leaf)
        }
        Self.fill(leaf, request.commonName, leafKey, validSeconds: request.validSeconds)
        X509_set_issuer_name(leaf, X509_get_subject_name(certificate))
        if !request.names.isEmpty { extend(leaf, NID_subject_alt_name, request.names) }
        extend(leaf, NID_ext_key_usage, request.usage)
        precondition(X509_sign(leaf, key, EVP_sha256()) > 0)
        write(issued.keyFile) { PEM_write_bio_PrivateKey($0, leafKey, nil, nil, 0, nil, nil) }
        write(issued.certificateFile) { PEM_write_bio_X509($0, leaf) }
        return issued
    }

    private var files: [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { found.append("\(folder)/\(name)") }
        }
        return found
    }

    private static func fill(
        _ certificate: OpaquePointer, _ name: String, _ key: OpaquePointer, validSeconds: Int
    ) {
        X509_set_version(certificate, 2)
        ASN1_INTEGER_set_uint64(
            X509_get_serialNumber(certificate), UInt64.random(in: 1...UInt64(Int64.max)))
        X509_gmtime_adj(X509_getm_notBefore(certificate), min(-60, 2 * validSeconds))
        X509_gmtime_adj(X509_getm_notAfter(certificate), validSeconds)
        X509_set_pubkey(certificate, key)
        X509_NAME_add_entry_by_NID(
            X509_get_subject_name(certificate), NID_commonName, MBSTRING_ASC, name, -1, -1, 0)
    }

    private func extend(_ certificate: OpaquePointer, _ kind: Int32, _ value: String) {
        guard let added = X509V3_EXT_conf_nid(nil, nil, kind, value) else {
            preconditionFailure("\(value) can't be put into a certificate")
        }
        X509_add_ext(certificate, added, -1)
        X509_EXTENSION_free(added)
    }

    /// As a careful operator does: a file beside it takes its place, so that nobody reads half.
    private func write(_ path: String, _ body: (OpaquePointer) -> Int32) {
        let bio: OpaquePointer? = BIO_new_file("\(path).new", "w")
        guard let bio, body(bio) == 1 else { preconditionFailure("\(path) can't be written") }
        BIO_free(bio)
        precondition(rename("\(path).new", path) == 0)
    }
}
