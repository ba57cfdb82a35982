/// The first line of an HTTP/1.x request (RFC 9112 section 3), which is all that matters here.
struct PlainRequest: Equatable {
    /// Bytes of a request line and its fields together; a longer head is refused.
    static let headBytesMax = 8_192

    var method: String
    /// Without a query.
    var path: String

    /// What the bytes so far come to.
    enum Reading: Equatable {
        /// The head isn't complete.
        case needsMore
        case request(PlainRequest)
        /// To be answered with this status.
        case refused(PlainStatus)
    }

    /// Reads the head of a request.
    static func read(_ bytes: [UInt8]) -> Reading {
        guard hasEnd(bytes) else {
            return bytes.count < headBytesMax ? .needsMore : .refused(.headTooLarge)
        }
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ part in part.allSatisfy { 0x21...0x7E ~= $0 } }),
            parts[1].first == UInt8(ascii: "/")
        else { return .refused(.badRequest) }
        let version = String(decoding: parts[2], as: UTF8.self)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            return .refused(.badVersion)
        }
        let path = parts[1].prefix { $0 != UInt8(ascii: "?") }
        return .request(
            PlainRequest(
                method: String(decoding: parts[0], as: UTF8.self),
                path: String(decoding: path, as: UTF8.self)))
    }

    /// Whether an empty line is there, with CRLF or, as RFC 9112 section 2.2 allows, bare LF.
    private static func hasEnd(_ bytes: [UInt8]) -> Bool {
        var lineIsEmpty = false
        for byte in bytes {
            if byte == 0x0A {
                if lineIsEmpty { return true }
                lineIsEmpty = true
            } else if byte != 0x0D {
                lineIsEmpty = false
            }
        }
        return false
    }
}

/// A status code and its words.
struct PlainStatus: Equatable {
    var code: Int
    var words: String

    static let ok = PlainStatus(code: 200, words: "OK")
    static let badRequest = PlainStatus(code: 400, words: "Bad Request")
    static let notFound = PlainStatus(code: 404, words: "Not Found")
    static let methodNotAllowed = PlainStatus(code: 405, words: "Method Not Allowed")
    static let headTooLarge = PlainStatus(code: 431, words: "Request Header Fields Too Large")
    static let unavailable = PlainStatus(code: 503, words: "Service Unavailable")
    static let badVersion = PlainStatus(code: 505, words: "HTTP Version Not Supported")
}

/// An answer; the connection ends behind it.
struct PlainReply {
    var status: PlainStatus
    var contentType = "text/plain; charset=utf-8"
    var body = ""

    /// As it is sent; without the body for HEAD.
    func bytes(withBody: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status.code) \(status.words)\r\n"
        text += "Content-Type: \(contentType)\r\nContent-Length: \(body.utf8.count)\r\n"
        if status == .methodNotAllowed { text += "Allow: GET, HEAD\r\n" }
        text += "Connection: close\r\n\r\n"
        return Array((withBody ? text + body : text).utf8)
    }
}
