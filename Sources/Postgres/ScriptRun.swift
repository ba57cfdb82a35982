/// A text of several commands on its way through the simple protocol.
struct ScriptRun {
    let completion: (PostgresError?) -> Void
    var error: PostgresError?
}
