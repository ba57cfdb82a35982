/// The header list that is being decoded. The library never mixes two.
struct IncomingFields {
    var stream: HTTP2Stream?
    private(set) var fields: [HeaderField] = []
    private var byteCount = 0

    mutating func begin(_ stream: HTTP2Stream?) {
        self.stream = stream
        fields = []
        byteCount = 0
        if stream != nil { fields.reserveCapacity(12) }
    }

    /// False when the list is longer than allowed (RFC 9113 section 6.5.2 counts like this).
    mutating func append(_ field: HeaderField, bytesMax: Int) -> Bool {
        byteCount += field.byteCount + 32
        guard byteCount <= bytesMax else { return false }
        fields.append(field)
        return true
    }

    mutating func take() -> [HeaderField] {
        defer { begin(nil) }
        return fields
    }
}
