/// How far a transaction is shielded from those beside it.
public enum TransactionIsolation: Sendable, Hashable {
    case readCommitted
    case repeatableRead
    case serializable

    var begin: Statement {
        switch self {
        case .readCommitted: Self.beginReadCommitted
        case .repeatableRead: Self.beginRepeatableRead
        case .serializable: Self.beginSerializable
        }
    }

    private static let beginReadCommitted = Statement(
        control: "begin", "BEGIN ISOLATION LEVEL READ COMMITTED")
    private static let beginRepeatableRead = Statement(
        control: "begin", "BEGIN ISOLATION LEVEL REPEATABLE READ")
    private static let beginSerializable = Statement(
        control: "begin", "BEGIN ISOLATION LEVEL SERIALIZABLE")
    static let commit = Statement(control: "commit", "COMMIT")
    static let rollback = Statement(control: "rollback", "ROLLBACK")
}
