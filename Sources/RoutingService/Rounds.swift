import Logging
import Market
import Reactor

/// Something that is done for every tenant at regular times, as long as the service runs. What
/// fails hurts nothing but itself: neither another tenant, nor another item of the same round.
struct Rounds: Sendable {
    /// What is looked after, for the log: "notices".
    let subject: String
    /// From the end of one round to the next.
    let pause: Microseconds
    let context: RoutingContext

    /// Goes round until it is cancelled.
    func run(_ round: (TenantID) async throws -> Void) async throws {
        var failing: Set<TenantID> = []
        while true {
            try await context.loop.sleep(until: context.loop.now + pause)
            for tenant in context.markets.tenants {
                do {
                    try await round(tenant)
                    failing.remove(tenant)
                } catch {
                    try Task.checkCancellation()
                    // Said once, until a round works again: an outage is many rounds.
                    let isNew = failing.insert(tenant).inserted
                    context.logger.log(
                        level: isNew ? .warning : .debug, "\(subject) can't be looked at",
                        metadata: ["tenant": "\(tenant)", "error": "\(error)"])
                }
            }
        }
    }

    /// Deals with the items of a round one after the other. Of one that fails the log says which
    /// it is, and the next is taken.
    ///
    /// - Parameter ids: What names an item in the log; no personal data.
    func each<Item>(
        _ items: [Item], ids: (Item) -> Logger.Metadata, _ body: (Item) async throws -> Void
    ) async throws {
        for item in items {
            do {
                try await body(item)
            } catch {
                try Task.checkCancellation()
                var metadata = ids(item)
                metadata["error"] = "\(error)"
                context.logger.error("one of the \(subject) failed", metadata: metadata)
            }
        }
    }
}
