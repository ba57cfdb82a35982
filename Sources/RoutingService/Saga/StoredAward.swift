import LeadlineAPI
import Market
import SwiftProtobuf

/// An award as the sale's row keeps it, so that another process can deliver it again: what the
/// buyer is told without the lead's data, which is added when it is sent.
enum StoredAward {
    static func bytes(of award: Award, in market: Snapshot) throws -> [UInt8] {
        var wire = WireAward(award, fields: [], expiresAtMicros: 0, in: market)
        wire.clearExpiresAt()
        return wire.directBytes()
    }
}
