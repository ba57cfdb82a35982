import CNghttp2
import Glibc

/// The header list that a peer sent last: its next one mostly is the same, byte for byte, and then
/// the same array serves both. Where they differ, fields that stand in the same place are kept, and
/// `FieldCache` has the rest.
struct RepeatedFields: ~Copyable {
    private struct Place {
        var nameCount: Int
        var valueCount: Int
        /// Where its bytes begin.
        var offset: Int
    }

    /// A longer list isn't kept.
    private static let bytesMax = 1_024
    private static let countMax = 32

    private var fields: [HeaderField] = []
    private var places: ContiguousArray<Place> = []
    private var slab: UnsafeMutableRawPointer?
    /// Of the list that is being received.
    private var position = 0
    /// That list, from where it differs on.
    private var others: [HeaderField] = []
    private var differs = false

    deinit { slab?.deallocate() }

    mutating func begin() {
        position = 0
        differs = false
        others = []
    }

    /// The next field of the list; how many bytes its name and value have.
    @inline(__always)
    mutating func take(
        _ name: OpaquePointer, _ value: OpaquePointer, _ cache: borrowing FieldCache
    ) -> Int {
        let (name, value) = (nghttp2_rcbuf_get_buf(name), nghttp2_rcbuf_get_buf(value))
        let isKnown = position < places.count && isSame(places[position], name, value)
        if !isKnown || differs { add(name, value, cache, isKnown: isKnown) }
        position += 1
        return name.len + value.len
    }

    /// The whole list.
    mutating func finish() -> [HeaderField] {
        if !differs, position == fields.count { return fields }
        let list = differs ? others : Array(fields[..<position])
        others = []
        remember(list)
        return list
    }

    @inline(__always)
    private func isSame(_ place: Place, _ name: nghttp2_vec, _ value: nghttp2_vec) -> Bool {
        guard let slab, place.nameCount == name.len, place.valueCount == value.len else {
            return false
        }
        let known = slab + place.offset
        return memcmp(known, name.base, name.len) == 0
            && memcmp(known + name.len, value.base, value.len) == 0
    }

    private mutating func add(
        _ name: nghttp2_vec, _ value: nghttp2_vec, _ cache: borrowing FieldCache, isKnown: Bool
    ) {
        if !differs {
            differs = true
            others.reserveCapacity(max(12, position + 4))
            others.append(contentsOf: fields[..<position])
        }
        others.append(
            isKnown
                ? fields[position]
                : cache.field(
                    UnsafeRawBufferPointer(start: name.base, count: name.len),
                    UnsafeRawBufferPointer(start: value.base, count: value.len)))
    }

    private mutating func remember(_ list: [HeaderField]) {
        guard list.count <= Self.countMax,
            list.reduce(0, { $0 + $1.byteCount }) <= Self.bytesMax
        else { return }
        let slab = self.slab ?? .allocate(byteCount: Self.bytesMax, alignment: 16)
        self.slab = slab
        fields = list
        places.removeAll(keepingCapacity: true)
        var end = 0
        for field in list {
            places.append(
                Place(
                    nameCount: field.name.utf8.count, valueCount: field.value.utf8.count,
                    offset: end))
            for text in [field.name, field.value] {
                let room = UnsafeMutableRawBufferPointer(
                    start: slab + end, count: text.utf8.count)
                room.copyBytes(from: text.utf8)
                end += room.count
            }
        }
    }
}
