import Glibc

/// A plain thread: joining loops must be done on none of Swift's own.
enum Thread {
    static func run(_ body: @escaping @Sendable () -> Void) {
        final class Box {
            let body: () -> Void
            init(_ body: @escaping () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        let code = pthread_create(
            &thread, nil,
            { raw in
                Unmanaged<Box>.fromOpaque(raw!).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        precondition(code == 0, "no thread")
        pthread_detach(thread)
    }

    static var currentID: UInt { UInt(pthread_self()) }
}
