/// What a submission may be at most. Beyond the message's own size (`GRPCLimits`), these bound
/// what one seller can make us keep, and they are the same for every tenant.
struct IntakeLimits: Sendable {
    /// A whole message, in bytes.
    var messageBytesMax = 256 << 10
    /// Fields of one lead.
    var fieldsMax = 200
    /// A field's name, in bytes: letters, digits, `_`, `-` and `.`.
    var fieldNameBytesMax = 64
    /// A raw value, in bytes; the schema's `max_length` is usually far less.
    var rawValueBytesMax = 16 << 10
    /// An idempotency key, in characters.
    var idempotencyKeyCharactersMax = 128
    /// A tracking value, in characters; longer ones are cut and flagged (FEATURES A10).
    var subIDCharactersMax = 75
    /// `Source.medium`, in characters; longer ones are cut and flagged.
    var mediumCharactersMax = 75
    /// The consent with all its parts, in bytes.
    var consentBytesMax = 64 << 10
    /// The source with all its parts, in bytes.
    var sourceBytesMax = 8 << 10
    /// Earlier buyers that a seller may name.
    var priorBuyersMax = 100
    /// A price, in micros: a billion of the currency's units. Sums of such prices can't overflow.
    var priceMicrosMax: Int64 = 1_000_000_000_000_000
    /// An import's name, in characters.
    var importIDCharactersMax = 96
    /// Rows of one import that are worked on at the same time.
    var importRowsInFlight = 256

    static let standard = IntakeLimits()
}
