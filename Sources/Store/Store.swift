public import Postgres

/// The exchange's state in PostgreSQL: one question or one transaction a file.
///
/// Writes on a lead's way are group commits: whatever is queued of one kind and tenant becomes one
/// call of one SQL function, and one commit. What is acknowledged is committed. Every write may be
/// repeated, as after a connection that was lost at the wrong moment: ids made by the caller tell
/// what happened already, and UNIQUE constraints keep it at once.
///
/// A lead's way, by the tables that its transactions write:
///
///     capture ─► submissions leads lead_pii leases journal
///     award   ─► sales allowances(held) decisions journal
///     record  ─► sales allowances(used | free) ledger outbox leads(outcome, reply) journal
///
/// Bytes named `facts`, `context`, `reply`, `entry`, `record`, `body` are serialised messages of
/// the protocol, which the store neither reads nor changes.
public final class Store: Sendable {
    /// The connections.
    public let client: PostgresClient
    /// The sizes of batches and queues.
    public let limits: StoreLimits
    /// Who takes leases, for people to read: a host and a process.
    public let owner: String

    let captures: GroupCommit<NewLead, CaptureOutcome>
    let awards: GroupCommit<NewSale, AwardOutcome>
    let steps: GroupCommit<LeadStep, StepOutcome>
    let acknowledgements: GroupCommit<NoticeReference, Bool>
    let arrivals: GroupCommit<InboxItem, Bool>

    /// A store on these connections, which nobody else need share.
    public init(
        client: PostgresClient, limits: StoreLimits = .standard, owner: String = "leadline"
    ) {
        self.client = client
        self.limits = limits
        self.owner = owner
        captures = Self.captures(client, limits, owner: owner)
        awards = Self.awards(client, limits)
        steps = Self.steps(client, limits)
        acknowledgements = Self.acknowledgements(client, limits)
        arrivals = Self.arrivals(client, limits)
    }
}
