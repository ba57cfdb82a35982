import Glibc

/// Strings of the fields that a peer repeats, found by their bytes: a path, a content type or a
/// credential that comes with every request is checked and allocated once.
///
/// A fixed table on one slab: whatever a peer sends, it costs no more memory than that, and no
/// allocation but the strings themselves. Holds up to `count` fields of up to `bytesMax` bytes.
struct FieldCache: ~Copyable {
    private struct Entry {
        var nameCount = 0
        var valueCount = -1
        var field = HeaderField(name: "", value: "")
    }

    static let count = 64
    static let bytesMax = 128
    private let entries: UnsafeMutablePointer<Entry>
    private let slab: UnsafeMutableRawPointer

    init() {
        entries = .allocate(capacity: Self.count)
        entries.initialize(repeating: Entry(), count: Self.count)
        slab = .allocate(byteCount: Self.count * Self.bytesMax, alignment: 16)
    }

    deinit {
        entries.deinitialize(count: Self.count)
        entries.deallocate()
        slab.deallocate()
    }

    borrowing func field(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> HeaderField {
        guard name.count + value.count <= Self.bytesMax, name.count > 0 else {
            return Self.make(name, value)
        }
        let index = Self.slot(name, value)
        let known = slab + index * Self.bytesMax
        let entry = entries + index
        if entry.pointee.nameCount == name.count, entry.pointee.valueCount == value.count,
            Self.areEqual(known, name), Self.areEqual(known + name.count, value)
        {
            return entry.pointee.field
        }
        let field = Self.make(name, value)
        known.copyMemory(from: name.baseAddress!, byteCount: name.count)
        if let source = value.baseAddress {
            (known + name.count).copyMemory(from: source, byteCount: value.count)
        }
        entry.pointee = Entry(nameCount: name.count, valueCount: value.count, field: field)
        return field
    }

    /// From both lengths and ends: cheap, and different for fields that one request has. Fields
    /// that fall together merely push each other out.
    @inline(__always)
    private static func slot(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> Int {
        var mixed = UInt(name.count) &* 31 &+ UInt(value.count)
        mixed = mixed &* 31 &+ UInt(name[name.count - 1])
        mixed = mixed &* 31 &+ UInt(name[name.count / 2])
        if value.count > 0 {
            mixed = mixed &* 31 &+ UInt(value[value.count - 1])
            mixed = mixed &* 31 &+ UInt(value[value.count / 2])
        }
        return Int((mixed ^ mixed >> 6) % UInt(count))
    }

    @inline(__always)
    private static func areEqual(
        _ known: UnsafeMutableRawPointer, _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        bytes.count == 0 || memcmp(known, bytes.baseAddress!, bytes.count) == 0
    }

    private static func make(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> HeaderField {
        HeaderField(
            name: String(decoding: name, as: UTF8.self),
            value: String(decoding: value, as: UTF8.self))
    }
}
