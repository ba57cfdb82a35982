/// A key under which interceptors leave a value for handlers, such as the authenticated principal.
public protocol ContextKey {
    associatedtype Value: Sendable
}

/// A value for a call's context, made once for as many calls as like: leaving it costs a reference.
///
/// `@unchecked Sendable`: it holds a constant that is.
public final class ContextValue<Key: ContextKey>: KeyedValue, @unchecked Sendable {
    public let value: Key.Value

    public init(_ value: Key.Value) {
        self.value = value
        super.init(ObjectIdentifier(Key.self))
    }
}

/// A `ContextValue` whose key isn't known by its type.
///
/// `@unchecked Sendable`: it holds a constant that is; see its only subclass for the rest.
public class KeyedValue: @unchecked Sendable {
    fileprivate let key: ObjectIdentifier

    fileprivate init(_ key: ObjectIdentifier) {
        self.key = key
    }
}

/// The values of one call. Most calls have one, which needs no list.
struct ContextValues {
    private var first: KeyedValue?
    private var others: [KeyedValue] = []

    func find<Key: ContextKey>(_ key: Key.Type) -> Key.Value? {
        guard let found = find(ObjectIdentifier(key)) else { return nil }
        return unsafeDowncast(found, to: ContextValue<Key>.self).value
    }

    private func find(_ key: ObjectIdentifier) -> KeyedValue? {
        first?.key == key ? first : others.first { $0.key == key }
    }

    mutating func set(_ value: KeyedValue) {
        guard let first, first.key != value.key else {
            self.first = value
            return
        }
        others.removeAll { $0.key == value.key }
        others.append(value)
    }

    mutating func remove(_ key: ObjectIdentifier) {
        if first?.key == key { first = others.popLast() }
        others.removeAll { $0.key == key }
    }
}
