extension Migration {
    /// Sales, the allowances that they draw on, and the books.
    ///
    /// - `live` says whether a sale holds its slot and its buyer (AWARDED, CONFIRMED, UNKNOWN).
    ///   The partial unique indices stand on it rather than on `state`, so that a confirmation
    ///   changes no indexed column and stays a HOT update.
    /// - A silent sale (UNKNOWN) needs no index of its own to be found: its lead keeps a lease,
    ///   which runs out when the buyer is to be asked again.
    /// - `allowances` holds what was taken of a cap in one window; the limit that is compared with
    ///   comes from the market's version that awards, and is kept for people to read. It isn't a
    ///   CHECK, because a limit that was lowered must not stop a release. `window_key` is the
    ///   market's name for the window ("2026-11-22", "lifetime").
    /// - `ledger` lines of one statement have to sum to zero a posting, whoever writes them: a
    ///   trigger a statement costs a batch next to nothing.
    static let sales = Migration(
        number: 3, name: "sales, allowances, ledger",
        sql: #"""
            create table sales (
                tenant_id uuid not null,
                lead_id uuid not null,
                sale_id uuid not null,
                created_at timestamptz not null default now(),
                updated_at timestamptz not null default now(),
                grace_until timestamptz,
                price_micros bigint not null,
                payout_micros bigint not null,
                margin_micros bigint not null,
                slot smallint not null,
                max_sold smallint not null,
                state smallint not null,
                live boolean not null generated always as (state in (1, 2, 4)) stored,
                currency text not null,
                buyer_id text not null,
                campaign_id text not null,
                bid_ref text not null,
                buyer_reference text not null default '',
                cap_ids text[] not null,
                cap_windows text[] not null,
                award bytea not null,
                constraint sales_sound check (price_micros = payout_micros + margin_micros
                    and (state = 4) = (grace_until is not null)),
                primary key (tenant_id, lead_id, sale_id)
            ) partition by range (lead_id);
            create unique index sales_live_slot on sales (tenant_id, lead_id, slot) where live;
            create unique index sales_live_buyer on sales (tenant_id, lead_id, buyer_id)
                where live;
            -- A late acknowledgement names the sale alone.
            create index sales_sale on sales (tenant_id, sale_id) where sale_id is not null;

            create table allowances (
                tenant_id uuid not null,
                campaign_id text not null,
                cap_id text not null,
                window_key text not null,
                limit_units bigint not null,
                used bigint not null default 0,
                held bigint not null default 0,
                constraint allowances_sound check (used >= 0 and held >= 0),
                primary key (tenant_id, campaign_id, cap_id, window_key)
            ) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0,
                autovacuum_vacuum_threshold = 2000);

            create table ledger (
                tenant_id uuid not null,
                posting_id uuid not null,
                lead_id uuid not null,
                sale_id uuid not null,
                posted_at timestamptz not null default now(),
                amount_micros bigint not null,
                line smallint not null,
                kind smallint not null,
                currency text not null,
                account text not null,
                primary key (tenant_id, posting_id, line)
            );
            create trigger append_only before update or delete on ledger
                for each statement execute function refuse_change();

            create function refuse_imbalance() returns trigger language plpgsql as $$
            begin
                if exists (select from lines group by tenant_id, posting_id, currency
                        having sum(amount_micros) <> 0) then
                    raise exception 'a posting does not sum to zero' using
                        errcode = '23514', constraint = 'ledger_balanced', table = 'ledger';
                end if;
                return null;
            end $$;
            create trigger balanced after insert on ledger referencing new table as lines
                for each statement execute function refuse_imbalance();
            """#)
}
