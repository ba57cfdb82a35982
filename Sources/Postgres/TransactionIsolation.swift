/// How far a transaction is shielded from those beside it.
public enum TransactionIsolation: Sendable, Hashable {
    case readCommitted
    case repeatableRead
    case serializable
    /// `REPEATABLE READ READ ONLY`: one snapshot for several questions.
    case snapshot
}
