import HTTP2

/// Key-value pairs that travel beside a call's messages: an ordered multimap.
///
/// Names are lower case. A name that ends in `-bin` has bytes for its value (base64 on the wire);
/// any other has printable ASCII. Names that belong to the protocol (`:path`, `content-type`, `te`,
/// `grpc-…` and the like) are refused on the way out and hidden on the way in.
/// Source: gRPC `PROTOCOL-HTTP2.md`, "Custom-Metadata".
public struct Metadata: Sendable {
    /// Fields as they travel. One that came from the wire also holds the protocol's own names;
    /// `isVisible` keeps those out of every view, so that receiving copies nothing.
    private(set) var fields: [HeaderField]

    public init() {
        fields = []
    }

    /// Takes a received header or trailer block as it is.
    init(received fields: [HeaderField]) {
        self.fields = fields
    }

    private static func isVisible(_ field: HeaderField) -> Bool {
        !MetadataName.isReserved(field.name)
    }

    /// How many values there are, of all names together.
    public var count: Int { fields.reduce(0) { $0 + (Self.isVisible($1) ? 1 : 0) } }

    public var isEmpty: Bool { !fields.contains(where: Self.isVisible) }

    /// The first value of an ASCII name, `nil` when there is none. Names are matched in lower case.
    public subscript(name: String) -> String? {
        guard !MetadataName.isReserved(name) else { return nil }
        let count = name.utf8.count
        for field in fields where field.name.utf8.count == count && field.name == name {
            return field.value
        }
        return nil
    }

    /// All values of an ASCII name, in order.
    public func values(_ name: String) -> [String] {
        guard !MetadataName.isReserved(name) else { return [] }
        return fields.lazy.filter { $0.name == name }.map(\.value)
    }

    /// The first value of a `-bin` name; `nil` when there is none or it isn't base64.
    public func bytes(_ name: String) -> [UInt8]? {
        allBytes(name).first
    }

    /// All values of a `-bin` name, in order. A field may hold several, joined with commas; what
    /// isn't base64 is left out.
    public func allBytes(_ name: String) -> [[UInt8]] {
        guard MetadataName.isBinary(name) else { return [] }
        return values(name).flatMap { $0.split(separator: ",") }.compactMap(Base64.decode)
    }

    /// Adds an ASCII value behind those that the name already has.
    ///
    /// - Throws: `MetadataError` when the name is reserved, ends in `-bin` or has characters that
    ///   can't travel, or when the value isn't printable ASCII.
    public mutating func append(_ name: String, _ value: String) throws(MetadataError) {
        let name = try MetadataName.validated(name, binary: false)
        fields.append(HeaderField(name: name, value: try MetadataName.validated(value: value)))
    }

    /// Adds a binary value behind those that the name already has.
    ///
    /// - Throws: `MetadataError` when the name is reserved or doesn't end in `-bin`.
    public mutating func append(_ name: String, bytes: [UInt8]) throws(MetadataError) {
        let name = try MetadataName.validated(name, binary: true)
        fields.append(HeaderField(name: name, value: Base64.encode(bytes)))
    }

    /// Adds one of the protocol's own fields, which users can't.
    mutating func addReserved(_ name: String, _ value: String) {
        fields.append(HeaderField(name: name, value: value))
    }

    /// Names the trace that a call belongs to, unless its caller did.
    mutating func note(_ trace: TraceContext) {
        guard self["traceparent"] == nil else { return }
        addReserved("traceparent", trace.traceparent)
        if let state = trace.state { addReserved("tracestate", state) }
    }

    /// Replaces all values of a name by this one. Errors as `append`.
    public mutating func set(_ name: String, _ value: String) throws(MetadataError) {
        removeAll(name)
        try append(name, value)
    }

    /// Removes all values of a name.
    public mutating func removeAll(_ name: String) {
        let name = name.lowercased()
        fields.removeAll { $0.name == name }
    }

    /// Adds all of another's values behind these.
    public mutating func append(contentsOf other: Metadata) {
        fields.append(contentsOf: other.fields.lazy.filter(Self.isVisible))
    }
}

extension Metadata: Sequence {
    /// The visible pairs in order; the values of `-bin` names are base64 here.
    public func makeIterator() -> AnyIterator<(name: String, value: String)> {
        var remaining = fields.lazy.filter(Self.isVisible).makeIterator()
        return AnyIterator { remaining.next().map { ($0.name, $0.value) } }
    }

    public var underestimatedCount: Int { 0 }
}

extension Metadata: ExpressibleByDictionaryLiteral {
    /// For metadata written in source; a pair that can't travel is a mistake there, and traps.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, value) in elements {
            do {
                try append(name, value)
            } catch {
                preconditionFailure("metadata literal: \(error)")
            }
        }
    }
}

extension Metadata: Equatable {
    public static func == (left: Metadata, right: Metadata) -> Bool {
        left.elementsEqual(right) { $0 == $1 }
    }
}

extension Metadata: CustomStringConvertible {
    /// Names only: values may hold credentials or personal data.
    public var description: String { "metadata[\(map(\.name).joined(separator: ", "))]" }
}
