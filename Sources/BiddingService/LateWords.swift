import LeadlineAPI
import Market
import ServiceHost
import Store
import SwiftProtobuf

/// Keeps what a buyer says too late, until routing has put it into the books and the journal.
protocol LateWords: Sendable {
    /// Stores it; throws when it isn't stored.
    func keep(_ word: LateWord) async throws
}

/// Something that a buyer said too late.
struct LateWord: Sendable {
    enum Kind: Sendable {
        /// A bid after its auction closed.
        case bid(WireBidResult)
        /// An answer to an award that nobody awaits any longer.
        case answer(WireAwardAck, SaleID)
    }

    let tenant: TenantID
    let buyer: String
    let lead: LeadID
    let kind: Kind
}

/// The inbox in PostgreSQL.
struct StoredLateWords: LateWords {
    let store: Store
    let ids: LeadIDs

    func keep(_ word: LateWord) async throws {
        let (kind, sale, body): (InboxKind, SaleID?, [UInt8]) =
            switch word.kind {
            case .bid(let result): (.lateBid, nil, try result.serializedBytes())
            case .answer(let ack, let sale): (.lateAnswer, sale, try ack.serializedBytes())
            }
        try await store.append(
            InboxItem(
                tenant: word.tenant, id: ids.next(), lead: word.lead, sale: sale,
                buyer: word.buyer, kind: kind, body: body))
    }
}
