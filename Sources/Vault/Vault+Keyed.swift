extension Vault {
    /// The blind index of one tenant for one purpose. Deriving costs microseconds: keep it.
    ///
    /// - Parameter purpose: what is looked up, for instance `phone`; other purposes, and other
    ///   tenants, give unrelated digests.
    public func blindIndex(
        tenantHigh: UInt64, tenantLow: UInt64, purpose: String
    ) -> BlindIndex {
        BlindIndex(
            keys.keys.map { master in
                HMACSHA256(
                    key: KeyDerivation.derive(
                        from: master.secret, salt: "leadline/blind-index/1",
                        info: info([tenantHigh, tenantLow], purpose)))
            })
    }

    /// The keyed digests for one buyer. Deriving costs microseconds: keep it.
    ///
    /// - Parameter purpose: what is compared, for instance `phone`.
    public func buyerHMAC(
        tenantHigh: UInt64, tenantLow: UInt64, buyerHigh: UInt64, buyerLow: UInt64,
        purpose: String
    ) -> BuyerHMAC {
        let info = info([tenantHigh, tenantLow, buyerHigh, buyerLow], purpose)
        let key = KeyDerivation.derive(
            from: keys.current.secret, salt: "leadline/buyer-hmac/1", info: info)
        return BuyerHMAC(keyID: keys.currentID, hmac: HMACSHA256(key: key))
    }

    private func info(_ ids: [UInt64], _ purpose: String) -> [UInt8] {
        ids.flatMap { id in Swift.withUnsafeBytes(of: id.bigEndian) { [UInt8]($0) } }
            + Array(purpose.utf8)
    }
}
