import HTTP2
import Reactor

/// What the header block of a request says, before anybody looks at routes. An object, because
/// many calls of a connection share one.
final class RequestHead: Sendable {
    let path: String
    let method: String
    let contentType: String
    /// `grpc-timeout` as sent; parsed by `timeout()`.
    let timeoutText: String?
    let encoding: String?
    private let traceparent: String?
    private let tracestate: String?

    init(_ fields: [HeaderField]) {
        var (path, method, contentType) = ("", "", "")
        var (timeout, encoding): (String?, String?)
        var (traceparent, tracestate): (String?, String?)
        for field in fields {
            // Lengths first: most names differ in them already.
            switch field.name.utf8.count {
            case 5 where field.name == ":path": path = field.value
            case 7 where field.name == ":method": method = field.value
            case 12 where field.name == "content-type": contentType = field.value
            case 12 where field.name == "grpc-timeout": timeout = field.value
            case 13 where field.name == "grpc-encoding": encoding = field.value
            // Two of them name no trace: what comes of joining them can't be read.
            case 11 where field.name == "traceparent":
                traceparent = traceparent.map { $0 + "," } ?? field.value
            case 10 where field.name == "tracestate":
                tracestate = tracestate.map { "\($0),\(field.value)" } ?? field.value
            default: break
            }
        }
        self.path = path
        self.method = method
        self.contentType = contentType
        timeoutText = timeout
        self.encoding = encoding
        self.traceparent = traceparent
        self.tracestate = tracestate
    }

    /// Whose work this is, when the caller traces it: made for each call, which is a span of its
    /// own.
    func trace() -> TraceContext? {
        traceparent.map { TraceContext(traceparent: $0, tracestate: tracestate) }
    }

    /// Whether this is a call at all; what isn't is answered as plain HTTP.
    var isCall: Bool { ContentType.isGRPC(contentType) && method == "POST" }

    /// The time that the caller gives, `nil` when it sets no limit.
    ///
    /// - Throws: INVALID_ARGUMENT when the field can't be read: guessing would be worse.
    func timeout() throws(RPCError) -> Microseconds? {
        guard let timeoutText else { return nil }
        guard let timeout = TimeoutHeader.parse(timeoutText) else {
            throw RPCError(.invalidArgument, "The client's grpc-timeout isn't a number and a unit.")
        }
        return timeout
    }

    /// How messages that are marked as compressed are compressed.
    ///
    /// - Throws: UNIMPLEMENTED when it isn't understood here; the answer says what is.
    func compression() throws(RPCError) -> Compression {
        guard let encoding else { return .identity }
        guard let compression = Compression(rawValue: encoding) else {
            throw RPCError(
                .unimplemented,
                "The client compresses in a way that isn't understood here; gzip is.")
        }
        return compression
    }
}

/// `application/grpc`, alone or with a subtype such as `+proto`.
enum ContentType {
    static let grpc = "application/grpc"

    static func isGRPC(_ text: String) -> Bool {
        guard text.utf8.count > grpc.utf8.count else { return text == grpc }
        guard text.hasPrefix(grpc) else { return false }
        switch text.utf8[text.utf8.index(text.startIndex, offsetBy: grpc.utf8.count)] {
        case UInt8(ascii: "+"): return text == "application/grpc+proto"
        case UInt8(ascii: ";"): return true
        default: return false
        }
    }
}
