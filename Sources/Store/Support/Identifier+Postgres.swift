import Market
import Postgres

extension Identifier {
    var uuid: PostgresUUID { PostgresUUID(high: high, low: low) }

    init(_ uuid: PostgresUUID) {
        self.init(high: uuid.high, low: uuid.low)
    }
}

extension ID {
    var uuid: PostgresUUID { value.uuid }
    var parameter: PostgresValue { .uuid(value.uuid) }

    init(_ uuid: PostgresUUID) {
        self.init(Identifier(uuid))
    }
}

extension PostgresRow {
    func id<Tag>(_ column: Int) throws -> ID<Tag> { try ID(uuid(column)) }

    func idOrNil<Tag>(_ column: Int) throws -> ID<Tag>? { try uuidOrNil(column).map { ID($0) } }

    func outcome(_ column: Int) throws -> LeadOutcome {
        try known(column, LeadOutcome.init(rawValue:))
    }

    func saleState(_ column: Int) throws -> SaleState {
        try known(column, SaleState.init(rawValue:))
    }

    func currency(_ column: Int) throws -> Currency {
        let code = try text(column)
        guard let currency = Currency(code: code) else {
            throw StoreError(.unknownValue, "A row has a currency that isn't known.")
        }
        return currency
    }

    private func known<Value>(_ column: Int, _ make: (Int) -> Value?) throws -> Value {
        guard let value = make(try int(column)) else {
            throw StoreError(.unknownValue, "A row has a state that this version doesn't know.")
        }
        return value
    }
}
