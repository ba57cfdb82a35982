/// The header list that is being decoded. The library never mixes two.
struct IncomingFields {
    var stream: HTTP2Stream?
    /// Somebody will look at the fields, and they aren't too many yet.
    var isWanted = false
    var fields: [HeaderField] = []
    /// As RFC 9113 section 6.5.2 counts: names, values, and 32 for each field.
    var byteCount = 0

    mutating func begin(_ stream: HTTP2Stream?) {
        self.stream = stream
        isWanted = stream?.resetByUs == nil && stream != nil
        fields = []
        byteCount = 0
        if isWanted { fields.reserveCapacity(12) }
    }

    mutating func take() -> [HeaderField] {
        let taken = fields
        stream = nil
        isWanted = false
        fields = []
        return taken
    }
}
