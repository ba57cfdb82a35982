@testable import PrometheusMetrics

/// HTTP/1.1 on the port for metrics, which asks for no credentials.
enum PlainTargets {
    /// Once a head is complete, what follows it changes nothing; and it is complete, or refused, by
    /// its longest.
    static func request(_ bytes: [UInt8]) throws {
        let whole = PlainRequest.read(bytes)
        try Broken.unless(
            whole != .needsMore || bytes.count < PlainRequest.headBytesMax, "heads are limited")
        if case .request(let request) = whole {
            try Broken.unless(request.path.hasPrefix("/"), "a path begins with a slash")
            try Broken.unless(!request.method.contains(" "), "a method is one word")
        }
        var first = PlainRequest.Reading.needsMore
        var count = 0
        while first == .needsMore, count < bytes.count {
            count += 1
            first = PlainRequest.read(Array(bytes[..<count]))
        }
        try Broken.unless(first == whole, "a request is the same however it arrives")
    }
}
