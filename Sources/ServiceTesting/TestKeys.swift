import Synchronization
import Vault

/// API keys by the party or channel that they are for, made when first asked for.
public final class TestKeys: Sendable {
    private let keys = Mutex<[String: String]>([:])

    /// No keys yet.
    public init() {}

    /// The key of a channel, a buyer, or whatever the name stands for.
    public subscript(name: String) -> String {
        keys.withLock { keys in
            if let known = keys[name] { return known }
            let made = APIKey.generate().text
            keys[name] = made
            return made
        }
    }

    /// The hash of that key, as a market lists it.
    public func hash(_ name: String) -> [UInt8] { APIKeyHash(of: self[name]).digest.bytes }
}
