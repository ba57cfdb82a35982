import Testing

@testable import Vault

@Suite struct SealingTests {
    let vault = Vault(keys: .random())
    let binding = SealBinding(tenantHigh: 1, tenantLow: 2, recordHigh: 3, recordLow: 4)
    let secret = Array("phone=+14155552671".utf8)

    @Test func whatIsSealedOpensAgain() throws {
        for size in [0, 1, 15, 16, 17, 200, Vault.plaintextBytesMax] {
            let plaintext = RandomBytes.bytes(size)
            let sealed = try vault.seal(plaintext, boundTo: binding)
            #expect(sealed.wrappedKey.count == Sealed.wrappedKeyBytes)
            #expect(sealed.box.count == size + Sealed.boxOverheadBytes)
            #expect(try vault.open(sealed, boundTo: binding) == plaintext)
        }
    }

    @Test func eachSealingHasItsOwnKeyAndNonce() throws {
        let first = try vault.seal(secret, boundTo: binding)
        let second = try vault.seal(secret, boundTo: binding)
        #expect(first.wrappedKey != second.wrappedKey)
        #expect(first.box != second.box)
        let mixed = Sealed(wrappedKey: first.wrappedKey, box: second.box)
        #expect(code { try vault.open(mixed, boundTo: binding) } == .notAuthentic)
    }

    @Test func anEnvelopeDoesNotOpenInAnotherRow() throws {
        let sealed = try vault.seal(secret, boundTo: binding)
        var others = [binding, binding, binding, binding]
        others[0].tenantHigh += 1
        others[1].tenantLow += 1
        others[2].recordHigh += 1
        others[3].recordLow += 1
        for other in others {
            #expect(code { try vault.open(sealed, boundTo: other) } == .notAuthentic)
            #expect(code { try vault.rewrap(sealed.wrappedKey, boundTo: other) } == .notAuthentic)
        }
    }

    @Test func everyChangedByteIsNoticed() throws {
        let sealed = try vault.seal(secret, boundTo: binding)
        for index in sealed.box.indices {
            var changed = sealed
            changed.box[index] ^= 1
            let expected: VaultError.Code = index == 0 ? .malformedEnvelope : .notAuthentic
            #expect(code { try vault.open(changed, boundTo: binding) } == expected)
        }
        for index in sealed.wrappedKey.indices {
            var changed = sealed
            changed.wrappedKey[index] ^= 1
            let expected: VaultError.Code =
                switch index {
                case 0: .malformedEnvelope
                case 1...4: .unknownMasterKey
                default: .notAuthentic
                }
            #expect(code { try vault.open(changed, boundTo: binding) } == expected)
        }
    }

    @Test func cutEnvelopesAreRefused() throws {
        let sealed = try vault.seal(secret, boundTo: binding)
        for count in 0..<Sealed.boxOverheadBytes {
            let cut = Sealed(wrappedKey: sealed.wrappedKey, box: Array(sealed.box.prefix(count)))
            #expect(code { try vault.open(cut, boundTo: binding) } == .malformedEnvelope)
        }
        for count in 0..<sealed.wrappedKey.count {
            let cut = Sealed(wrappedKey: Array(sealed.wrappedKey.prefix(count)), box: sealed.box)
            #expect(code { try vault.open(cut, boundTo: binding) } == .malformedEnvelope)
        }
    }

    @Test func moreOfARecordGoesUnderItsKey() throws {
        let sealed = try vault.seal(secret, boundTo: binding)
        let more = try vault.seal([1, 2, 3], under: sealed.wrappedKey, boundTo: binding)
        let both = Sealed(wrappedKey: sealed.wrappedKey, box: more)
        #expect(try vault.open(both, boundTo: binding) == [1, 2, 3])
    }

    @Test func whatIsTooLargeIsRefused() {
        let large = [UInt8](repeating: 0, count: Vault.plaintextBytesMax + 1)
        #expect(code { try vault.seal(large, boundTo: binding) } == .plaintextTooLarge)
    }

    @Test func rotationRewrapsAndThenNeedsTheOldKeyNoMore() throws {
        let old = SecretBytes(copying: RandomBytes.bytes(32))
        let new = SecretBytes(copying: RandomBytes.bytes(32))
        let before = Vault(keys: try MasterKeys([(1, old)]))
        let during = Vault(keys: try MasterKeys([(2, new), (1, old)]))
        let after = Vault(keys: try MasterKeys([(2, new)]))

        var sealed = try before.seal(secret, boundTo: binding)
        #expect(code { try after.open(sealed, boundTo: binding) } == .unknownMasterKey)
        #expect(try during.open(sealed, boundTo: binding) == secret)
        sealed.wrappedKey = try #require(try during.rewrap(sealed.wrappedKey, boundTo: binding))
        #expect(try after.open(sealed, boundTo: binding) == secret)
        #expect(try during.rewrap(sealed.wrappedKey, boundTo: binding) == nil)
    }

    @Test func manyThreadsSealAtOnce() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<8 {
                group.addTask {
                    for round in 0..<500 {
                        let plaintext = Array("\(thread)/\(round)".utf8)
                        let sealed = try vault.seal(plaintext, boundTo: binding)
                        #expect(try vault.open(sealed, boundTo: binding) == plaintext)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// The code of the vault's error that `body` throws, or nil if it throws none.
func code<R>(_ body: () throws -> R) -> VaultError.Code? {
    do {
        _ = try body()
        return nil
    } catch let error as VaultError {
        return error.code
    } catch {
        return nil
    }
}
