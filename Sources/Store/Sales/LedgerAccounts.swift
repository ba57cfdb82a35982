/// The names of the ledger's accounts.
public enum LedgerAccounts {
    /// What the exchange keeps.
    public static let margin = "exchange:margin"

    /// What a buyer owes.
    public static func receivable(_ buyer: String) -> String { "buyer:\(buyer):receivable" }

    /// What a seller is owed.
    public static func payable(_ seller: String) -> String { "seller:\(seller):payable" }
}
