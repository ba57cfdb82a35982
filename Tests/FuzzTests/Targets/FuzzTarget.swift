/// A parser that strangers' bytes reach, and what has to hold whatever they are.
///
/// The same bodies run under libFuzzer (`make fuzz`) and over the checked-in corpus
/// (`CorpusTests`). What must never happen is either a crash or a `Broken` rule.
enum FuzzTarget: String, CaseIterable {
    case grpcMessages = "grpc-messages"
    case grpcGzip = "grpc-gzip"
    case grpcTimeout = "grpc-timeout"
    case grpcMessageText = "grpc-message-text"
    case grpcMetadata = "grpc-metadata"
    case traceContext = "trace-context"
    case channelTarget = "channel-target"
    case quickMessages = "quick-messages"
    case http2Server = "http2-server"
    case http2Client = "http2-client"
    case marketFile = "market-file"
    case mappingFile = "mapping-file"
    case leadFile = "lead-file"
    case leadField = "lead-field"
    case tlsHandshake = "tls-handshake"
    case tlsCertificate = "tls-certificate"
    case plainRequest = "plain-request"
    case postgresURL = "postgres-url"
    case postgresCell = "postgres-cell"

    /// Reads the bytes as the parser's callers do.
    ///
    /// - Throws: `Broken` when the parser answered something that it never may.
    func run(_ bytes: [UInt8]) throws {
        switch self {
        case .grpcMessages: try GRPCTargets.messages(bytes)
        case .grpcGzip: try GRPCTargets.gzip(bytes)
        case .grpcTimeout: try GRPCTargets.timeout(bytes)
        case .grpcMessageText: try GRPCTargets.messageText(bytes)
        case .grpcMetadata: try GRPCTargets.metadata(bytes)
        case .traceContext: try GRPCTargets.trace(bytes)
        case .channelTarget: try GRPCTargets.target(bytes)
        case .quickMessages: try LeadTargets.messages(bytes)
        case .http2Server: try HTTP2Targets.server(bytes)
        case .http2Client: try HTTP2Targets.client(bytes)
        case .marketFile: try LeadTargets.market(bytes)
        case .mappingFile: try LeadTargets.mapping(bytes)
        case .leadFile: try LeadTargets.file(bytes)
        case .leadField: try FieldTargets.read(bytes)
        case .tlsHandshake: try TLSTargets.handshake(bytes)
        case .tlsCertificate: try TLSTargets.certificate(bytes)
        case .plainRequest: try PlainTargets.request(bytes)
        case .postgresURL: try PostgresTargets.url(bytes)
        case .postgresCell: try PostgresTargets.cell(bytes)
        }
    }
}

/// A rule that some input broke.
struct Broken: Error, CustomStringConvertible {
    let description: String

    static func unless(_ holds: Bool, _ rule: String) throws {
        if !holds { throw Broken(description: rule) }
    }
}
