import CNghttp2

/// Turns field lists into the C library's form, in memory that is kept for the next list.
struct FieldEncoder: ~Copyable {
    private var bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1_024)
    private var fields = UnsafeMutableBufferPointer<nghttp2_nv>.allocate(capacity: 16)

    deinit {
        bytes.deallocate()
        fields.deallocate()
    }

    /// Good until the next call; the library copies what it keeps.
    mutating func encode(_ list: [HeaderField]) -> UnsafeBufferPointer<nghttp2_nv> {
        let byteCount = list.reduce(0) { $0 + $1.byteCount }
        if byteCount > bytes.count {
            bytes.deallocate()
            bytes = .allocate(capacity: byteCount)
        }
        if list.count > fields.count {
            fields.deallocate()
            fields = .allocate(capacity: list.count)
        }
        var next = bytes.baseAddress
        for (index, field) in list.enumerated() {
            fields.initializeElement(at: index, to: field.write(to: &next))
        }
        return UnsafeBufferPointer(rebasing: fields[..<list.count])
    }
}
