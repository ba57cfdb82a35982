"""The books, read by a query of their own over the ledger and held against the confirmed sales."""

from dataclasses import dataclass

LEDGER = """
SELECT coalesce(sum(amount_micros) FILTER (WHERE account LIKE 'buyer:%'), 0),
       coalesce(-sum(amount_micros) FILTER (WHERE account LIKE 'seller:%'), 0),
       coalesce(-sum(amount_micros) FILTER (WHERE account = 'exchange:margin'), 0),
       coalesce(sum(amount_micros), 0),
       count(DISTINCT posting_id),
       (SELECT count(*) FROM (SELECT posting_id FROM ledger GROUP BY tenant_id, posting_id
                              HAVING sum(amount_micros) <> 0) AS unbalanced)
FROM ledger
"""

SALES = """
SELECT coalesce(sum(price_micros), 0), coalesce(sum(payout_micros), 0),
       coalesce(sum(margin_micros), 0), count(*)
FROM sales WHERE state = 2
"""


@dataclass
class Books:
    """Money in micros, once from the ledger and once from the confirmed sales."""

    buyer_debit: int
    payout: int
    margin: int
    rest: int
    postings: int
    unbalanced: int
    sales_price: int
    sales_payout: int
    sales_margin: int
    sales: int

    @property
    def agree(self):
        return (
            self.rest == 0
            and self.unbalanced == 0
            and self.postings == self.sales
            and self.buyer_debit == self.sales_price == self.payout + self.margin
            and self.payout == self.sales_payout
            and self.margin == self.sales_margin
        )

    def lines(self):
        def money(micros):
            return f"{micros / 1_000_000:>16,.2f}"

        yield f"{'':<22}{'ledger':>16}{'confirmed sales':>18}"
        yield f"{'buyers owe':<22}{money(self.buyer_debit)}  {money(self.sales_price)}"
        yield f"{'sellers are owed':<22}{money(self.payout)}  {money(self.sales_payout)}"
        yield f"{'the exchange keeps':<22}{money(self.margin)}  {money(self.sales_margin)}"
        yield f"{'postings, sales':<22}{self.postings:>16,}  {self.sales:>16,}"
        yield "the books agree" if self.agree else "THE BOOKS DO NOT AGREE"


def read_books(cluster):
    """Both sides, each by one query."""
    ledger = [int(part) for part in cluster.sql(LEDGER).split("|")]
    sales = [int(part) for part in cluster.sql(SALES).split("|")]
    return Books(*ledger, *sales)
