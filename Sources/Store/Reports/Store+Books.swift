public import Market
import Postgres

/// The balance of one account in one currency. Debits are positive, credits negative.
public struct AccountBalance: Sendable, Hashable {
    /// The account (``LedgerAccounts``).
    public let account: String
    /// The sum of its lines.
    public let balance: Money
    /// How many lines.
    public let lines: Int
}

/// What the books and the sales say, in one currency: they must agree.
public struct BooksCheck: Sendable, Hashable {
    /// The currency.
    public let currency: Currency
    /// All lines together: 0.
    public let ledgerSumMicros: Int64
    /// What buyers were debited by the ledger.
    public let debitMicros: Int64
    /// What sellers were credited by the ledger, as a positive number.
    public let payoutMicros: Int64
    /// What the exchange was credited by the ledger, as a positive number.
    public let marginMicros: Int64
    /// The prices of confirmed sales that aren't tests.
    public let confirmedPriceMicros: Int64
    /// How many those are.
    public let confirmedSales: Int

    /// Whether the ledger balances and equals the sales.
    public var agrees: Bool {
        ledgerSumMicros == 0 && debitMicros == confirmedPriceMicros
            && debitMicros == payoutMicros + marginMicros
    }
}

extension Store {
    /// The balance of every account of a tenant, by account.
    public nonisolated(nonsending) func balances(
        tenant: TenantID
    ) async throws -> [AccountBalance] {
        let rows = try await client.run(
            Self.readBalances, [tenant.parameter, .int4(Int32(clamping: limits.rowsMax))])
        return try rows.map { row in
            AccountBalance(
                account: try row.text(0),
                balance: Money(micros: try row.int64(2), currency: try row.currency(1)),
                lines: try row.int(3))
        }
    }

    /// Compares the ledger with the sales. It reads all of both.
    public nonisolated(nonsending) func checkBooks(
        tenant: TenantID
    ) async throws -> [BooksCheck] {
        try await client.run(Self.compareBooks, [tenant.parameter]).map { row in
            BooksCheck(
                currency: try row.currency(0), ledgerSumMicros: try row.int64(1),
                debitMicros: try row.int64(2), payoutMicros: try row.int64(3),
                marginMicros: try row.int64(4), confirmedPriceMicros: try row.int64(5),
                confirmedSales: try row.int(6))
        }
    }

    private static let readBalances = Statement(
        "read_balances",
        """
        select account, currency, sum(amount_micros), count(*) from ledger where tenant_id = $1
        group by account, currency order by account, currency limit $2
        """, idempotent: true)

    private static let compareBooks = Statement(
        "compare_books",
        """
        with books as (
            select currency, sum(amount_micros) as total,
                sum(amount_micros) filter (where account like 'buyer:%') as debit,
                -sum(amount_micros) filter (where account like 'seller:%') as payout,
                -sum(amount_micros) filter (where account = 'exchange:margin') as margin
            from ledger where tenant_id = $1 group by currency
        ), confirmed as (
            select s.currency, sum(s.price_micros) as price, count(*) as sales
            from sales s join leads l on l.tenant_id = $1 and l.lead_id = s.lead_id
            where s.tenant_id = $1 and s.state = 2 and not l.test group by s.currency
        )
        select currency, coalesce(total, 0), coalesce(debit, 0), coalesce(payout, 0),
            coalesce(margin, 0), coalesce(price, 0), coalesce(sales, 0)
        from books full join confirmed using (currency) order by currency
        """, idempotent: true)
}
