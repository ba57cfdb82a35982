/// Who is told what becomes of a connection, on the loop.
protocol ConnectionOwner: AnyObject {
    /// It can take exchanges.
    func connectionIsReady(_ connection: Connection)
    /// It is over. Said once, before the exchanges that were on it are completed, unless the owner
    /// closed it itself.
    func connectionIsLost(_ connection: Connection, _ error: PostgresError)
    /// A NOTIFY came.
    func connection(_ connection: Connection, wasNotifiedOn channel: String, payload: String)
}
