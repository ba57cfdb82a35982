public import Market

/// Who an API key is for. The numbers are stored: never change one.
public enum KeyRole: Int16, Sendable, Hashable, CaseIterable {
    /// Sends leads.
    case seller = 1
    /// Takes leads.
    case buyer = 2
    /// Runs the exchange.
    case `operator` = 3
    /// Reads reports.
    case analyst = 4
}

/// An API key as it is stored.
public struct StoredKey: Sendable, Hashable {
    /// SHA-256 of the key, 32 bytes.
    public var hash: [UInt8]
    /// Whose exchange it opens.
    public var tenant: TenantID
    /// For whom.
    public var role: KeyRole
    /// The seller or buyer, as its market calls it; a name for people otherwise.
    public var party: String
    /// The only channel that it opens; nil: all of the party's.
    public var channel: String?
    /// What it may do beyond its role.
    public var scopes: [String]
    /// For people.
    public var label: String
    /// It stops working then, in microseconds since 1970.
    public var expiresAtMicros: Int64?
    /// It was revoked then.
    public var revokedAtMicros: Int64?

    /// A key.
    public init(
        hash: [UInt8], tenant: TenantID, role: KeyRole, party: String, channel: String? = nil,
        scopes: [String] = [], label: String = "", expiresAtMicros: Int64? = nil,
        revokedAtMicros: Int64? = nil
    ) {
        self.hash = hash
        self.tenant = tenant
        self.role = role
        self.party = party
        self.channel = channel
        self.scopes = scopes
        self.label = label
        self.expiresAtMicros = expiresAtMicros
        self.revokedAtMicros = revokedAtMicros
    }
}
