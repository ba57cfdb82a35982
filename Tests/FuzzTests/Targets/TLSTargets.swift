import COpenSSL
import TLSTesting

@testable import TLS

/// What strangers send before anybody knows who they are.
///
/// Each byte that an engine gets lies in memory of its own size, so that the address sanitizer sees
/// a read past it.
enum TLSTargets {
    private static let server: TLSServer? = {
        let authority = TestAuthority()
        let issued = authority.issue()
        return try? TLSServer(
            TLSServerSettings(
                TLSIdentity(
                    certificateFile: issued.certificateFile, keyFile: issued.keyFile),
                clientCertificates: .optional(caFile: authority.caFile)))
    }()

    /// A server's engine; the first byte says how the rest is cut into pieces.
    ///
    /// Nothing that was written beforehand can complete a handshake: each begins with the server's
    /// own random bytes.
    static func handshake(_ bytes: [UInt8]) throws {
        guard let first = bytes.first, let server else { return }
        let buffers = TLSBuffers()
        let engine = try server.makeEngine(buffers)
        var plain = [UInt8](repeating: 0, count: 1_024)
        let size = Int(first) + 1
        feeding: for start in stride(from: 1, to: bytes.count, by: size) {
            let piece = bytes[start..<min(start + size, bytes.count)]
            piece.withUnsafeBytes { buffers.input.copyMemory(from: $0) }
            engine.fill(piece.count)
            repeat {
                let step = plain.withUnsafeMutableBytes { engine.receive(into: $0) }
                switch step {
                case .opened, .bytes: throw Broken(description: "nobody is let in unasked")
                case .failed(let error):
                    try Broken.unless(!error.message.isEmpty, "a failure is said")
                    break feeding
                case .ended: break feeding
                case .needsInput: break
                }
            } while engine.hasMore
            _ = buffers.takeOutput().count
        }
        engine.close()
        try Broken.unless(engine.peerCertificate == nil, "nobody is known before the handshake")
    }

    /// A certificate in DER, of which we read the names.
    static func certificate(_ bytes: [UInt8]) throws {
        let certificate = bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            return d2i_X509(nil, &position, bytes.count)
        }
        guard let certificate else { return }
        defer { X509_free(certificate) }
        let names = CertificateNames(certificate)
        let count = names.hosts.count + names.uris.count + names.addresses.count
        try Broken.unless(count <= 64, "names are limited")
        let peer = PeerCertificate(certificate)
        try Broken.unless(
            peer.hostNames == names.hosts && peer.uris == names.uris, "names don't change")
    }
}
