import HTTP2

/// The request head that a connection showed last. HTTP/2 hands out the same array as long as the
/// fields stay the same, and what they say needn't be read again then.
///
/// Touched only on the connection's loop, like all of its locals.
final class ShownHead {
    /// A longer list isn't kept.
    private static let fieldsMax = 32
    private var fields: [HeaderField] = []
    private var head: RequestHead?

    /// What these fields say.
    func head(_ fields: [HeaderField]) -> RequestHead {
        if let head, isSame(fields) { return head }
        let head = RequestHead(fields)
        let isKept = fields.count <= Self.fieldsMax
        self.head = isKept ? head : nil
        self.fields = isKept ? fields : []
        return head
    }

    /// One memory, which is kept here, so that no other list can have come to lie there.
    private func isSame(_ other: [HeaderField]) -> Bool {
        fields.withUnsafeBufferPointer { own in
            other.withUnsafeBufferPointer { own.baseAddress == $0.baseAddress }
        }
    }
}
