/// Why a posting was made. The number is part of the posting's derived id: never change one.
public enum PostingKind: Int, Hashable, Sendable {
    /// A buyer confirmed a sale.
    case sale = 1
    /// A confirmed sale was given back (FEATURES K9).
    case reversal = 2
    /// A confirmed sale's price was corrected.
    case adjustment = 3
}
