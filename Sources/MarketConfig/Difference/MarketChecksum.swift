public import LeadlineAPI
public import Vault
import SwiftProtobuf

extension WireMarket {
    /// The form in which a market is stored and compared: equal markets give equal bytes, whatever
    /// their file looks like. There are no maps in it, and fields are written in their order.
    public func canonicalBytes() throws -> [UInt8] {
        var options = BinaryEncodingOptions()
        options.useDeterministicOrdering = true
        return try serializedBytes(options: options)
    }

    /// SHA-256 of the canonical bytes.
    public func checksum() throws -> Digest256 {
        SHA256.digest(of: try canonicalBytes())
    }
}
