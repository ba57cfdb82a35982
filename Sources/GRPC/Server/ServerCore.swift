import Logging
import Reactor
import Synchronization

/// What all calls of a server share.
final class ServerCore: Sendable {
    let router: ServiceRouter
    let methods: ServedMethods
    let limits: GRPCLimits
    /// `GRPCLimits.requestTimeout`.
    let requestTimeout: Microseconds
    /// How responses are compressed, unless the handler says otherwise.
    let compression: Compression
    let readiness: (@Sendable () -> String?)?
    let logger: Logger

    private let activeCalls = Atomic<Int>(0)
    private let refusedCalls = Atomic<Int>(0)

    init(
        router: ServiceRouter, interceptors: [any ServerInterceptor], limits: GRPCLimits,
        compression: Compression, readiness: (@Sendable () -> String?)?, logger: Logger
    ) {
        self.router = router
        methods = ServedMethods(router, interceptors)
        self.limits = limits
        requestTimeout = Microseconds(limits.requestTimeout)
        self.compression = compression
        self.readiness = readiness
        self.logger = logger
    }

    /// Takes one of the places for handlers that run.
    ///
    /// - Throws: RESOURCE_EXHAUSTED when there is none.
    func takePlace() throws(RPCError) {
        let before = activeCalls.wrappingAdd(1, ordering: .relaxed).oldValue
        guard before < limits.concurrentCallsMax else {
            givePlaceBack()
            refusedCalls.wrappingAdd(1, ordering: .relaxed)
            throw RPCError(
                .resourceExhausted,
                "The server already handles \(limits.concurrentCallsMax) calls; try again later.")
        }
    }

    func givePlaceBack() {
        activeCalls.wrappingSubtract(1, ordering: .relaxed)
    }

    /// Calls whose handler hasn't returned yet.
    var activeCallCount: Int { activeCalls.load(ordering: .relaxed) }

    /// Calls for which there was no place.
    var refusedCallCount: Int { refusedCalls.load(ordering: .relaxed) }
}
