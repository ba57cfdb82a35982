import CPostgres

/// One connection of libpq: the calls we use, in Swift's terms. It owns the `PGconn` and knows
/// nothing of loops. Touched by one thread at a time.
final class LibpqSession {
    enum Polling { case wantsRead, wantsWrite, ready, failed }
    enum Flush { case done, pending, failed }

    private let connection: OpaquePointer

    /// Begins to connect without waiting.
    init(keywords: [(keyword: String, value: String)]) throws {
        let names = keywords.map { strdup($0.keyword) }
        let values = keywords.map { strdup($0.value) }
        defer { (names + values).forEach { free($0) } }
        let namePointers = names.map { UnsafePointer<CChar>($0) } + [nil]
        let valuePointers = values.map { UnsafePointer<CChar>($0) } + [nil]
        guard let connection = PQconnectStartParams(namePointers, valuePointers, 0) else {
            throw PostgresError(.unavailable, "There is no memory for a connection.")
        }
        self.connection = connection
        leadline_pg_drop_notices(connection)
    }

    deinit {
        PQfinish(connection)
    }

    var socket: Int32 { PQsocket(connection) }
    var isBroken: Bool { PQstatus(connection) == CONNECTION_BAD }
    /// Whether the server is in a transaction that nothing has ended. Meaningful between exchanges.
    var isInTransaction: Bool {
        let status = PQtransactionStatus(connection)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }
    /// What libpq last complained about. It may name hosts and users: for `detail` only.
    var lastComplaint: String { String(cString: PQerrorMessage(connection)) }

    func pollConnecting() -> Polling {
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_READING: .wantsRead
        case PGRES_POLLING_WRITING: .wantsWrite
        case PGRES_POLLING_OK: .ready
        default: .failed
        }
    }

    /// - Returns: false when libpq refuses
    func enterPipeline() -> Bool {
        PQsetnonblocking(connection, 1) == 0 && PQenterPipelineMode(connection) == 1
    }

    func sendPrepare(_ variant: PreparedStatements.Variant, sql: String) -> Bool {
        PQsendPrepare(
            connection, variant.serverName, sql, Int32(variant.types.count), variant.types) == 1
    }

    /// Sends one statement of `buffer`; everything goes and comes in binary.
    func sendStatement(
        _ serverName: String, _ buffer: borrowing ParameterBuffer, index: Int
    ) -> Bool {
        let range = buffer.starts[index]..<buffer.starts[index + 1]
        return buffer.bytes.withUnsafeBufferPointer { bytes in
            let base = UnsafeRawPointer(bytes.baseAddress!).assumingMemoryBound(to: CChar.self)
            return withUnsafeTemporaryAllocation(
                of: UnsafePointer<CChar>?.self, capacity: range.count
            ) { pointers in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: range.count) { formats in
                    for (place, parameter) in range.enumerated() {
                        let offset = buffer.offsets[parameter]
                        pointers.initializeElement(
                            at: place, to: offset < 0 ? nil : base + offset)
                        formats.initializeElement(at: place, to: 1)
                    }
                    return buffer.lengths.withUnsafeBufferPointer { lengths in
                        PQsendQueryPrepared(
                            connection, serverName, Int32(range.count), pointers.baseAddress,
                            lengths.baseAddress.map { $0 + range.lowerBound },
                            formats.baseAddress, 1) == 1
                    }
                }
            }
        }
    }

    /// Sends a command without parameters that isn't worth preparing.
    func sendCommand(_ sql: String) -> Bool {
        PQsendQueryParams(connection, sql, 0, nil, nil, nil, nil, 1) == 1
    }

    /// Ends an exchange; libpq writes what the socket takes.
    func sendSync() -> Bool { PQpipelineSync(connection) == 1 }

    func flush() -> Flush {
        switch PQflush(connection) {
        case 0: .done
        case 1: .pending
        default: .failed
        }
    }

    /// Reads what has arrived. False when the connection is lost; replies may still be there.
    func consume() -> Bool { PQconsumeInput(connection) == 1 }

    func nextNotification() -> (channel: String, payload: String)? {
        guard let notification = PQnotifies(connection) else { return nil }
        defer { PQfreemem(notification) }
        return (
            String(cString: notification.pointee.relname),
            String(cString: notification.pointee.extra)
        )
    }
}

extension LibpqSession {
    enum Received {
        case reply(Reply<PostgresRows>)
        /// Nothing complete is here; libpq would have to wait.
        case nothing
        /// libpq can't make sense of what came, or the connection broke under it.
        case broken
    }

    /// The next reply, while something is owed to us. Never waits.
    func nextReply() -> Received {
        guard PQisBusy(connection) == 0 else { return .nothing }
        guard let result = PQgetResult(connection) else { return .reply(.endOfStatement) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            return .reply(.rows(PostgresRows(table: ResultTable(owning: result))))
        case PGRES_PIPELINE_SYNC:
            PQclear(result)
            return .reply(.synced)
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            return .reply(.skipped)
        case PGRES_FATAL_ERROR:
            defer { PQclear(result) }
            guard let (error, isFatal) = PostgresError.server(result) else { return .broken }
            return .reply(.failure(error, isFatal: isFatal))
        default:
            // COPY, or something newer than this code.
            PQclear(result)
            return .broken
        }
    }

    /// Leaves the pipeline and sends a text of several commands with the simple protocol.
    func sendScript(_ sql: String) -> Bool {
        PQexitPipelineMode(connection) == 1 && PQsendQuery(connection, sql) == 1
    }

    /// Back to the pipeline once a script has ended.
    func endScript() -> Bool { PQenterPipelineMode(connection) == 1 }
}
