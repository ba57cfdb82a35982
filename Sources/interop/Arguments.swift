import GRPC
import TLS

/// What the program was told to do.
struct Arguments {
    enum Side {
        case server(port: Int, TLSServer?)
        case client(target: String, TLSClient?, cases: [TestCase])
    }

    static let usage = """
        usage: interop server PORT [--tls CERTIFICATE KEY]
               interop client HOST:PORT [--tls CA NAME] [CASE…]

        The server says `listening on PORT` (0 takes a free one); the client a line for each case, \
        all unless named. With --tls both speak TLS: the server shows the certificate, the client \
        trusts the CA and wants a certificate for NAME. Files are PEM.

        """

    let side: Side

    /// - Throws: what the files of TLS throw; nil when the arguments make no sense.
    init?(_ words: [String]) throws {
        guard words.count >= 2 else { return nil }
        var rest = words.dropFirst(2)
        var files: [String]?
        if rest.first == "--tls" {
            guard rest.count >= 3 else { return nil }
            files = Array(rest.dropFirst().prefix(2))
            rest = rest.dropFirst(3)
        }
        switch words[0] {
        case "server":
            guard rest.isEmpty, let port = Int(words[1]) else { return nil }
            side = .server(port: port, try files.map(Self.server))
        case "client":
            let known = Set(TestCase.all.map(\.name))
            guard rest.allSatisfy(known.contains) else { return nil }
            let cases = TestCase.all.filter { rest.isEmpty || rest.contains($0.name) }
            side = .client(target: words[1], try files.map(Self.client), cases: cases)
        default: return nil
        }
    }

    private static func server(_ files: [String]) throws -> TLSServer {
        let identity = TLSIdentity(certificateFile: files[0], keyFile: files[1])
        return try TLSServer(TLSServerSettings(identity))
    }

    private static func client(_ files: [String]) throws -> TLSClient {
        var settings = TLSClientSettings()
        settings.trust = .file(files[0])
        settings.serverName = files[1]
        return try TLSClient(settings)
    }
}
