/// The row that sealed bytes belong to. It is authenticated with them (GCM's additional data), so
/// that an envelope copied to another tenant's row, or another record's, doesn't open there.
public struct SealBinding: Hashable, Sendable {
    /// The tenant's 128-bit id.
    public var tenantHigh: UInt64, tenantLow: UInt64
    /// The record's 128-bit id.
    public var recordHigh: UInt64, recordLow: UInt64

    /// The row of this tenant and record, each a 128-bit id in two halves.
    public init(tenantHigh: UInt64, tenantLow: UInt64, recordHigh: UInt64, recordLow: UInt64) {
        self.tenantHigh = tenantHigh
        self.tenantLow = tenantLow
        self.recordHigh = recordHigh
        self.recordLow = recordLow
    }

    static let byteCount = 32

    /// Big-endian and in order, so that the bytes are the same on every machine.
    func write(to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: tenantHigh.bigEndian, as: UInt64.self)
        target.storeBytes(of: tenantLow.bigEndian, toByteOffset: 8, as: UInt64.self)
        target.storeBytes(of: recordHigh.bigEndian, toByteOffset: 16, as: UInt64.self)
        target.storeBytes(of: recordLow.bigEndian, toByteOffset: 24, as: UInt64.self)
    }
}
