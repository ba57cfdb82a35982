import GRPC
import LeadlineAPI
public import ServiceHost

extension ServiceDefinition {
    /// The scoring service, put together: it needs markets and nothing else.
    public static let scoring = ServiceDefinition(.scoring) { resources in
        let assess = Assess(
            markets: resources.markets, clock: resources.clock, metrics: resources.metrics)
        var router = ServiceRouter()
        router.serve(ScoringMethods.assess) { try await assess($0, $1) }
        return ServiceParts(router: router)
    }
}
