/// A first-in-first-out queue that keeps its memory, so that steady traffic allocates nothing, and
/// hands out what it holds without copying it.
public struct Ring<Element>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var mask: Int
    @usableFromInline var head = 0
    @usableFromInline var used = 0

    /// Room for `capacity` elements, a power of two, at first.
    @inlinable
    public init(capacity: Int = 64) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "not a power of two")
        mask = capacity - 1
        base = .allocate(capacity: capacity)
    }

    @inlinable
    deinit {
        for offset in 0..<used { (base + ((head + offset) & mask)).deinitialize(count: 1) }
        base.deallocate()
    }

    @inlinable public var count: Int { used }
    @inlinable public var isEmpty: Bool { used == 0 }

    @inlinable
    public mutating func append(_ element: consuming Element) {
        if used > mask { grow() }
        (base + ((head + used) & mask)).initialize(to: element)
        used += 1
    }

    @inlinable
    public mutating func popFirst() -> Element? {
        guard used > 0 else { return nil }
        let element = (base + head).move()
        head = (head + 1) & mask
        used -= 1
        return element
    }

    @inlinable
    public mutating func popLast() -> Element? {
        guard used > 0 else { return nil }
        used -= 1
        return (base + ((head + used) & mask)).move()
    }

    @usableFromInline
    mutating func grow() {
        let capacity = mask + 1
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        for offset in 0..<used {
            (larger + offset).moveInitialize(from: base + ((head + offset) & mask), count: 1)
        }
        base.deallocate()
        base = larger
        mask = capacity * 2 - 1
        head = 0
    }
}
