import GRPC
import HTTP2
import LeadlineAPI
public import ServiceHost

extension ServiceDefinition {
    /// The reporting service: the one place where its live dependencies are named.
    public static let reporting = ServiceDefinition(.reporting) { resources in
        let limits = ReportingLimits.standard
        let loop = resources.loops.loops[0]
        let query = Query(store: resources.store, clock: resources.clock, limits: limits)
        let timeline = Timeline(store: resources.store)
        let projector = Projector(
            store: resources.store, markets: resources.markets, loop: loop, limits: limits,
            logger: resources.logger,
            figures: ProjectionFigures(resources.metrics, clock: resources.clock))
        let upkeep = Upkeep(
            store: resources.store, loop: loop, limits: limits, logger: resources.logger)
        var router = ServiceRouter()
        router.serve(ReportingMethods.query) { try await query($0, $1) }
        router.serve(ReportingMethods.timeline) { try await timeline($0, $1) }
        return ServiceParts(
            router: router,
            background: [
                .init("projection") { try await projector.run() },
                .init("upkeep") { try await upkeep.run() },
            ], http2: .outer)
    }
}
