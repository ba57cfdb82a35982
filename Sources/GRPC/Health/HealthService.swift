public final class HealthService: Sendable {
    public init() {}
    public func register(in router: inout ServiceRouter) {}
    public func setServing(_ service: String, _ serving: Bool) {}
    public func shutDown() {}
}
