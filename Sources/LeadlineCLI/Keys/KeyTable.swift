import Market
import Store
import Vault

/// Keys as people read them: told apart by the beginning of their hash, which gives nothing away.
enum KeyTable {
    /// As many hexadecimal digits are shown, and are enough to name a key.
    static let shownDigits = 12

    static func lines(_ keys: [StoredKey], nowMicros: Int64) -> [String] {
        var table = TextTable([
            ("hash", .left), ("role", .left), ("party", .left), ("channel", .left),
            ("label", .left), ("state", .left),
        ])
        for key in keys {
            table.add([
                String(hex(key.hash).prefix(shownDigits)), name(key.role), key.party,
                key.channel ?? "", key.label, state(key, nowMicros),
            ])
        }
        return table.lines()
    }

    /// The only key whose hash begins like this.
    static func find(_ beginning: String, in keys: [StoredKey]) throws(CommandFailure) -> StoredKey
    {
        let beginning =
            beginning.hasPrefix(APIKey.prefix)
            ? APIKeyHash(of: beginning).digest.hex : beginning.lowercased()
        guard beginning.count >= 6 else {
            throw CommandFailure(.usage, "At least six digits of the hash are needed.")
        }
        let found = keys.filter { hex($0.hash).hasPrefix(beginning) }
        guard found.count == 1 else {
            throw CommandFailure(
                .failed,
                found.isEmpty ? "The tenant has no such key." : "Several keys begin like this.")
        }
        return found[0]
    }

    static func hex(_ bytes: [UInt8]) -> String { Digest256(bytes)?.hex ?? "" }

    static func name(_ role: KeyRole) -> String {
        switch role {
        case .seller: "seller"
        case .buyer: "buyer"
        case .operator: "operator"
        case .analyst: "analyst"
        }
    }

    private static func state(_ key: StoredKey, _ nowMicros: Int64) -> String {
        if let revoked = key.revokedAtMicros { return "revoked \(day(revoked))" }
        guard let expires = key.expiresAtMicros else { return "works" }
        return expires <= nowMicros ? "expired \(day(expires))" : "works until \(day(expires))"
    }

    private static func day(_ micros: Int64) -> String {
        String(Moment.text(micros: micros).prefix(10))
    }
}
