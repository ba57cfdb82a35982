import CNghttp2

/// The header list that is being decoded. The library never mixes two.
struct IncomingFields: ~Copyable {
    private(set) var stream: HTTP2Stream?
    /// Somebody will look at the fields, and they aren't too many yet.
    private(set) var isWanted = false
    /// As RFC 9113 section 6.5.2 counts: names, values, and 32 for each field.
    private var byteCount = 0
    private var isTrailers = false
    private let cache = FieldCache()
    private var heads = RepeatedFields()
    private var trailers = RepeatedFields()

    mutating func begin(_ stream: HTTP2Stream?) {
        self.stream = stream
        isWanted = stream?.resetByUs == nil && stream != nil
        isTrailers = stream?.didReceiveHeaders ?? false
        byteCount = 0
        if isTrailers { trailers.begin() } else { heads.begin() }
    }

    /// The next field; false when the list has become longer than `bytesMax`.
    @inline(__always)
    mutating func append(
        _ name: OpaquePointer, _ value: OpaquePointer, bytesMax: Int
    ) -> Bool {
        let count = isTrailers ? trailers.take(name, value, cache) : heads.take(name, value, cache)
        byteCount += count + 32
        isWanted = byteCount <= bytesMax
        return isWanted
    }

    mutating func take() -> [HeaderField] {
        defer {
            stream = nil
            isWanted = false
        }
        guard isWanted else {
            // Of a list that was refused, nothing is kept.
            heads.begin()
            trailers.begin()
            return []
        }
        return isTrailers ? trailers.finish() : heads.finish()
    }
}
