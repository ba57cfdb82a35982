public import Market
import SwiftProtobuf

/// A row of the journal in the making (`JournalEntry`): each event is encoded when it happens.
public struct EncodedJournalEntry: Sendable {
    /// The row so far.
    public private(set) var bytes: [UInt8] = []

    /// A row of no events.
    public init() {}

    /// A row of one event.
    public init(_ kind: WireEvent.OneOf_Kind, atMicros: Int64) {
        add(kind, atMicros: atMicros)
    }

    /// Something that happened.
    public mutating func add(_ kind: WireEvent.OneOf_Kind, atMicros: Int64) {
        var event = WireEvent()
        event.kind = kind
        event.at = Google_Protobuf_Timestamp(microseconds: atMicros)
        append { $0.message(1, event) }
    }

    /// A group was auctioned: who answered what, and where that ranked.
    /// - Parameters:
    ///   - round: The auction, closed.
    ///   - buyerWaitMicros: How long nothing but buyers was waited for.
    public mutating func add(
        _ round: AuctionRound, buyerWaitMicros: Int64, atMicros: Int64, in market: Snapshot
    ) {
        append { out in
            out.message(1) { out in
                out.auction(3, round, buyerWaitMicros: buyerWaitMicros, in: market)
                out.moment(20, microseconds: atMicros)
            }
        }
    }

    private mutating func append(_ write: (inout MessageWriter) -> Void) {
        var out = MessageWriter(capacity: 2_048)
        write(&out)
        bytes += out.bytes
    }
}
