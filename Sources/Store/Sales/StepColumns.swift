import Market
import Postgres

/// The ledger lines of a batch of steps, each with its step's place, from 1.
struct LineColumns {
    private var items: [Int32?] = []
    private var postings: [PostgresUUID?] = []
    private var numbers: [Int16?] = []
    private var kinds: [Int16?] = []
    private var accounts: [String?] = []
    private var micros: [Int64?] = []

    init(_ steps: [LeadStep]) {
        for (index, step) in steps.enumerated() {
            guard let posting = step.sale?.change.posting else { continue }
            for (number, line) in posting.lines.enumerated() {
                items.append(Int32(index + 1))
                postings.append(posting.id.uuid)
                numbers.append(Int16(number + 1))
                kinds.append(Int16(posting.kind.rawValue))
                accounts.append(line.account)
                micros.append(line.micros)
            }
        }
    }

    var parameters: [PostgresValue] {
        [
            .int4Array(items), .uuidArray(postings), .int2Array(numbers), .int2Array(kinds),
            .textArray(accounts), .int8Array(micros),
        ]
    }
}

/// The notices of a batch of steps, each with its step's place, from 1.
struct NoticeColumns {
    private var items: [Int32?] = []
    private var ids: [PostgresUUID?] = []
    private var kinds: [Int16?] = []
    private var buyers: [String?] = []
    private var bodies: [[UInt8]?] = []
    private var delays: [Int32?] = []

    /// - Parameter delay: When notices are due that don't say.
    init(_ steps: [LeadStep], delayMilliseconds delay: Int32) {
        for (index, step) in steps.enumerated() {
            for notice in step.notices {
                items.append(Int32(index + 1))
                ids.append(notice.id.uuid)
                kinds.append(notice.kind.rawValue)
                buyers.append(notice.buyer)
                bodies.append(notice.body)
                delays.append(notice.delayMilliseconds ?? delay)
            }
        }
    }

    var parameters: [PostgresValue] {
        [
            .int4Array(items), .uuidArray(ids), .int2Array(kinds), .textArray(buyers),
            .bytesArray(bodies), .int4Array(delays),
        ]
    }
}
