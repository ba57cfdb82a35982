import HTTP2

/// The answer to a request that isn't a gRPC call: load balancers and people with `curl` come by.
struct PlainAnswer: Equatable {
    let status: Int
    let body: String
    /// HEAD is answered without its body.
    private let isHead: Bool

    /// - Parameter readiness: Says why the server isn't ready; `nil` when it is.
    init(to head: RequestHead, readiness: (@Sendable () -> String?)?) {
        isHead = head.method == "HEAD"
        let path = head.path.prefix { $0 != "?" }
        switch (path, head.method) {
        case ("/healthz", "GET"), ("/healthz", "HEAD"), ("/healthz", "POST"):
            let reason = readiness?()
            status = reason == nil ? 200 : 503
            body = reason ?? "ok"
        case (_, "POST"):
            status = 415
            body = "This is a gRPC server; a call's content-type is application/grpc."
        default:
            status = 404
            body = "This is a gRPC server; apart from calls it answers /healthz only."
        }
    }

    func send(on stream: HTTP2Stream) {
        let bytes = Array((body + "\n").utf8)
        let fields = [
            HeaderField(name: ":status", value: String(status)),
            HeaderField(name: "content-type", value: "text/plain; charset=utf-8"),
            HeaderField(name: "content-length", value: String(bytes.count)),
        ]
        stream.sendHeaders(fields, endStream: isHead)
        if !isHead { stream.sendData(bytes, endStream: true) }
    }
}
