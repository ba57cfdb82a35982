import TLSTesting

@testable import TLS

/// A client and a server back to back in memory.
final class EnginePair {
    let client: TLSEngine
    let server: TLSEngine
    private let clientBuffers = TLSBuffers()
    private let serverBuffers = TLSBuffers()
    /// What each side has decrypted.
    var clientGot: [UInt8] = []
    var serverGot: [UInt8] = []
    var clientFailure: TLSError?
    var serverFailure: TLSError?
    var clientEnded = false
    var serverEnded = false

    init(_ client: TLSClient, _ server: TLSServer, name: String = "localhost") throws {
        self.client = try client.makeEngine(to: name, clientBuffers)
        self.server = try server.makeEngine(serverBuffers)
    }

    /// Sides that our own programs never are.
    init(_ client: TLSContext, _ server: TLSContext) throws {
        self.client = try TLSEngine(client, serverName: "localhost", buffers: clientBuffers)
        self.server = try TLSEngine(server, serverName: nil, buffers: serverBuffers)
    }

    /// Shakes hands, with at most so many bytes at a time.
    @discardableResult
    func handshake(chunk: Int = .max) -> Bool {
        if case .failed(let error) = client.start() { clientFailure = error }
        pump(chunk: chunk)
        return client.isOpen && server.isOpen && clientFailure == nil && serverFailure == nil
    }

    /// Carries bytes both ways until neither has anything to say.
    func pump(chunk: Int = .max) {
        while clientBuffers.hasOutput || serverBuffers.hasOutput {
            let up = Array(clientBuffers.takeOutput())
            for part in Self.parts(up, chunk) { give(part, toClient: false) }
            let down = Array(serverBuffers.takeOutput())
            for part in Self.parts(down, chunk) { give(part, toClient: true) }
        }
    }

    private static func parts(_ bytes: [UInt8], _ size: Int) -> [ArraySlice<UInt8>] {
        let size = min(size, 65_536)
        return stride(from: 0, to: bytes.count, by: size).map {
            bytes[$0..<min($0 + size, bytes.count)]
        }
    }

    func give(_ bytes: ArraySlice<UInt8>, toClient: Bool) {
        let (engine, buffers) = toClient ? (client, clientBuffers) : (server, serverBuffers)
        bytes.withUnsafeBytes { buffers.input.copyMemory(from: $0) }
        engine.fill(bytes.count)
        var plain = [UInt8](repeating: 0, count: 65_536)
        repeat {
            let step = plain.withUnsafeMutableBytes { engine.receive(into: $0) }
            switch step {
            case .bytes(let count):
                if toClient {
                    clientGot += plain[..<count]
                } else {
                    serverGot += plain[..<count]
                }
            case .ended: if toClient { clientEnded = true } else { serverEnded = true }
            case .failed(let error):
                if toClient { clientFailure = error } else { serverFailure = error }
                return
            case .opened, .needsInput: break
            }
        } while engine.hasMore
    }

    func say(_ text: String, fromClient: Bool) {
        let engine = fromClient ? client : server
        _ = Array(text.utf8).withUnsafeBytes { engine.send($0) }
        pump()
    }
}

extension TestAuthority {
    func server(
        _ request: Request = Request(),
        clients: TLSServerSettings.ClientCertificates = .notAsked
    ) throws -> TLSServer {
        try TLSServer(settings(issue(request), clients: clients))
    }

    func settings(
        _ issued: Issued, clients: TLSServerSettings.ClientCertificates = .notAsked
    ) -> TLSServerSettings {
        TLSServerSettings(identity(issued), clientCertificates: clients)
    }

    func identity(_ issued: Issued) -> TLSIdentity {
        TLSIdentity(certificateFile: issued.certificateFile, keyFile: issued.keyFile)
    }

    /// A client that trusts this authority alone.
    func client(_ issued: Issued? = nil) throws -> TLSClient {
        try TLSClient(
            TLSClientSettings(trust: .file(caFile), identity: issued.map(identity)))
    }
}
