/// What one connection has prepared on the server.
///
///     unknown ──prepare sent──► prepared ──prepare refused, or the server forgot──► unknown
///
/// A statement is prepared for the types of its first parameters. Other types make another variant
/// of it; an untyped NULL fits every variant. Prepares travel in front of the exchange that needs
/// them, with a Sync of their own, so that neither's failure touches the other.
struct PreparedStatements {
    /// One statement for one list of parameter types, under its name on the server.
    struct Variant: Equatable {
        let serverName: String
        let types: [UInt32]
    }

    /// What to do before a statement is run.
    enum Preparation: Equatable {
        case ready(Variant)
        /// Send this first.
        case prepare(Variant)
    }

    private var variants: [Statement: [Variant]] = [:]
    private var nextNumber = 0
    private(set) var count = 0

    mutating func prepare(_ statement: Statement, types: ArraySlice<UInt32>) -> Preparation {
        let known = variants[statement] ?? []
        if let variant = known.first(where: { Self.fits($0.types, types) }) {
            return .ready(variant)
        }
        let variant = Variant(
            serverName: "s\(nextNumber)", types: Self.merged(types, with: known.first?.types))
        nextNumber += 1
        count += 1
        // The newest first: it knows the most types.
        variants[statement] = [variant] + known
        return .prepare(variant)
    }

    /// Forgets a variant: its prepare failed, or the server no longer accepts it.
    mutating func forget(_ statement: Statement, serverName: String) {
        guard var known = variants[statement] else { return }
        let before = known.count
        known.removeAll { $0.serverName == serverName }
        count -= before - known.count
        variants[statement] = known.isEmpty ? nil : known
    }

    /// Forgets everything, for a connection that deallocates everything. Names aren't used again.
    mutating func removeAll() {
        variants.removeAll()
        count = 0
    }

    private static func fits(_ prepared: [UInt32], _ types: ArraySlice<UInt32>) -> Bool {
        prepared.count == types.count && zip(prepared, types).allSatisfy { $1 == 0 || $0 == $1 }
    }

    /// Fills in for NULLs the types that an earlier variant had there, so that a statement ends
    /// with one variant that fits all rather than with one for every pattern of NULLs.
    private static func merged(_ types: ArraySlice<UInt32>, with known: [UInt32]?) -> [UInt32] {
        guard let known, known.count == types.count else { return [UInt32](types) }
        return zip(types, known).map { $0 == 0 ? $1 : $0 }
    }
}
