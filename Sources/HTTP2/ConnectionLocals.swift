/// What the layers above keep for a connection, from one of its streams to the next. Touched only
/// on the connection's loop.
public final class ConnectionLocals {
    private var objects: ContiguousArray<(type: ObjectIdentifier, object: AnyObject)> = []

    /// One object of its type that the whole connection shares, made when first asked for.
    @inlinable
    public func object<Value: AnyObject>(_ make: () -> Value) -> Value {
        if let known = find(ObjectIdentifier(Value.self)) {
            return unsafeDowncast(known, to: Value.self)
        }
        let made = make()
        add(ObjectIdentifier(Value.self), made)
        return made
    }

    @usableFromInline
    func find(_ type: ObjectIdentifier) -> AnyObject? {
        for known in objects where known.type == type { return known.object }
        return nil
    }

    @usableFromInline
    func add(_ type: ObjectIdentifier, _ object: AnyObject) {
        objects.append((type, object))
    }
}
