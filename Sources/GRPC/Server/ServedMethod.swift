/// A method as one server serves it: its route, and the interceptors as they are for it.
final class ServedMethod: Sendable {
    let route: ServerRoute
    let interceptors: [any ServerInterceptor]
    /// Those of the interceptors that wrap handlers.
    private let wrapping: [any WrappingServerInterceptor]

    init(_ route: ServerRoute, _ interceptors: [any ServerInterceptor]) {
        self.route = route
        self.interceptors = interceptors.map { $0.interceptor(for: route.path) }
        wrapping = self.interceptors.compactMap { $0 as? any WrappingServerInterceptor }
    }

    /// Whether any interceptor wraps this call; a call that nobody wraps costs less.
    func wraps(_ context: ServerContext) -> Bool {
        !wrapping.isEmpty && wrapping.contains { $0.wraps(context) }
    }

    /// Runs the handler inside the interceptors that wrap it, the first one outermost.
    func wrap(
        _ context: ServerContext, from index: Int = 0,
        _ handler: @escaping @Sendable () async throws -> Void
    ) async throws {
        guard index < wrapping.count else { return try await handler() }
        guard wrapping[index].wraps(context) else {
            return try await wrap(context, from: index + 1, handler)
        }
        try await wrapping[index].intercept(context) {
            try await self.wrap(context, from: index + 1, handler)
        }
    }
}

/// The methods of a server by their paths. They are few, and most paths differ in length: looking
/// through them costs less than hashing a path.
struct ServedMethods: Sendable {
    private let all: [(pathCount: Int, method: ServedMethod)]

    init(_ router: ServiceRouter, _ interceptors: [any ServerInterceptor]) {
        all = router.routes.values.map {
            ($0.path.utf8.count, ServedMethod($0, interceptors))
        }
    }

    subscript(path: String) -> ServedMethod? {
        let count = path.utf8.count
        for known in all where known.pathCount == count && known.method.route.path == path {
            return known.method
        }
        return nil
    }
}
