import CNghttp2

/// One header or trailer field. Names are lower case; `:` begins a pseudo field.
public struct HeaderField: Hashable, Sendable {
    public var name: String
    public var value: String

    @inlinable
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A list of fields in the form that the encoder takes, made once for many messages: an answer
/// that is the same for all calls costs no conversion.
///
/// `@unchecked Sendable`: both buffers are written by `init` alone and only read afterwards.
public final class HeaderBlock: @unchecked Sendable {
    let fields: UnsafeMutableBufferPointer<nghttp2_nv>
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    public init(_ fields: [HeaderField]) {
        bytes = .allocate(capacity: fields.reduce(0) { $0 + $1.byteCount })
        self.fields = .allocate(capacity: fields.count)
        var next = bytes.baseAddress
        for (index, field) in fields.enumerated() {
            self.fields.initializeElement(at: index, to: field.write(to: &next))
        }
    }

    deinit {
        bytes.deallocate()
        fields.deallocate()
    }
}

extension HeaderField {
    var byteCount: Int { name.utf8.count + value.utf8.count }

    /// Writes name and value at `next`, which moves on, and points at them.
    func write(to next: inout UnsafeMutablePointer<UInt8>?) -> nghttp2_nv {
        let nameStart = next
        let nameCount = Self.write(name, to: &next)
        let valueStart = next
        let valueCount = Self.write(value, to: &next)
        return nghttp2_nv(
            name: nameStart, value: valueStart, namelen: nameCount, valuelen: valueCount,
            flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue))
    }

    private static func write(_ text: String, to next: inout UnsafeMutablePointer<UInt8>?) -> Int {
        var text = text
        return text.withUTF8 { utf8 in
            guard let source = utf8.baseAddress, utf8.count > 0 else { return 0 }
            next!.update(from: source, count: utf8.count)
            next! += utf8.count
            return utf8.count
        }
    }
}
