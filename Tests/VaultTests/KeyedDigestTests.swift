import Testing

@testable import Vault

@Suite struct KeyedDigestTests {
    let first = MasterKeysTests.hex
    let second = MasterKeysTests.hex255

    @Test func tenantsPurposesAndMastersGiveUnrelatedDigests() throws {
        let vault = Vault(keys: try MasterKeys(text: "1:\(first)"))
        let other = Vault(keys: try MasterKeys(text: "1:\(second)"))
        let digests = [
            vault.blindIndex(tenantHigh: 0, tenantLow: 1, purpose: "phone"),
            vault.blindIndex(tenantHigh: 0, tenantLow: 2, purpose: "phone"),
            vault.blindIndex(tenantHigh: 1, tenantLow: 0, purpose: "phone"),
            vault.blindIndex(tenantHigh: 0, tenantLow: 1, purpose: "email"),
            other.blindIndex(tenantHigh: 0, tenantLow: 1, purpose: "phone"),
        ].map { $0.digest(of: "+14155552671") }
        #expect(Set(digests).count == digests.count)
        let again = vault.blindIndex(tenantHigh: 0, tenantLow: 1, purpose: "phone")
        #expect(again.digest(of: Array("+14155552671".utf8)) == digests[0])
    }

    /// Stored digests outlive a release: this one may never change.
    @Test func theDigestOfAKnownValueStaysWhatItWas() throws {
        let vault = Vault(keys: try MasterKeys(text: "1:\(first)"))
        let index = vault.blindIndex(tenantHigh: 1, tenantLow: 2, purpose: "phone")
        #expect(index.digest(of: "+14155552671").hex == KeyedDigestTests.knownDigest)
    }

    @Test func duplicatesAreFoundAcrossARotation() throws {
        let before = Vault(keys: try MasterKeys(text: "1:\(first)"))
        let after = Vault(keys: try MasterKeys(text: "2:\(second)\n1:\(first)"))
        let stored = before.blindIndex(tenantHigh: 1, tenantLow: 2, purpose: "phone")
            .digest(of: "+14155552671")
        let index = after.blindIndex(tenantHigh: 1, tenantLow: 2, purpose: "phone")
        #expect(index.digest(of: "+14155552671") != stored)
        #expect(index.candidates(of: "+14155552671").contains(stored))
        #expect(index.candidates(of: "+14155552671")[0] == index.digest(of: "+14155552671"))
        #expect(!index.candidates(of: "+14155552672").contains(stored))
    }

    @Test func aBuyerComputesHisDigestsHimself() throws {
        let vault = Vault(keys: try MasterKeys(text: "3:\(first)"))
        func hmac(buyer: UInt64) -> BuyerHMAC {
            vault.buyerHMAC(
                tenantHigh: 1, tenantLow: 2, buyerHigh: 0, buyerLow: buyer, purpose: "phone")
        }
        let digest = hmac(buyer: 1).digest(of: "+14155552671")
        #expect(digest != hmac(buyer: 2).digest(of: "+14155552671"))
        #expect(hmac(buyer: 1).keyID == 3)
        let key = hmac(buyer: 1).withKeyForBuyer { SecretBytes(copying: $0) }
        let his = HMACSHA256(key: key)
        #expect(Array("+14155552671".utf8).withUnsafeBytes { his.code(for: $0) } == digest)
    }

    @Test func digestsAreReadAndWritten() {
        let digest = SHA256.digest(of: "abc")
        #expect(Digest256(hex: digest.hex) == digest)
        #expect(Digest256(digest.bytes) == digest)
        #expect(Digest256([1, 2, 3]) == nil)
        #expect(Digest256(hex: "zz") == nil)
        #expect(digest != SHA256.digest(of: "abd"))
    }

    static let knownDigest =
        "c6bcae5a1b64f36be50321853ace2816bb08615142308833ca7b1a974769ac8e"
}
