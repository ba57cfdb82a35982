extension Migration {
    /// Leads, what is sealed of them, who works on them, and the keys that make a submission once.
    ///
    /// - `leads` is partitioned by its id, which is a UUIDv7 and so by time. Its hot columns come
    ///   first and the reply before the facts, because PostgreSQL's log of an update leaves out
    ///   what is equal at both ends of the row. Its only index is its key, so that every update is
    ///   a HOT one. The reply is here and not in `submissions`: the row is rewritten anyway when
    ///   the lead ends, and submissions may be purged while answers are kept.
    /// - `leases` is apart because its times are indexed: one row for each lead that is worked on,
    ///   none for those that ended. The epoch is on the lead, whose lock every step takes.
    /// - CHECK constraints are few on hot tables, because PostgreSQL parses each of them anew for
    ///   every statement that writes: those are kept that no UNIQUE constraint and no type of the
    ///   program would catch.
    /// - Where a table has indices for unlike questions, those beside its key are partial, with a
    ///   condition that holds for every row (`expires_at is not null`). So the planner can use one
    ///   only where the question names its column, and never reads all of a tenant's rows through
    ///   it in search of a single lead, as it does while it takes a young partition for empty.
    ///   A question that finds its rows by the key and looks at that column as well hides it in a
    ///   `coalesce`: `PlanTests` has what happens otherwise.
    /// - `phone_index` and `email_index` have no index yet: nothing looks leads up by them. Their
    ///   random keys would cost a third of what storing a lead does, so an index comes with its
    ///   question.
    /// - There are no foreign keys: each costs a lookup and a lock on a row that was written by the
    ///   same transaction a moment ago, and a partition that others point to can't be dropped.
    static let leads = Migration(
        number: 2, name: "submissions, leads, leases",
        sql: #"""
            create table submissions (
                tenant_id uuid not null,
                lead_id uuid not null,
                created_at timestamptz not null default now(),
                seller_id text not null,
                idempotency_key text not null,
                request_hash bytea not null,
                primary key (tenant_id, seller_id, idempotency_key)
            ) partition by hash (idempotency_key);

            do $$
            begin
                for n in 0..7 loop
                    execute format('create table submissions_%s partition of submissions
                        for values with (modulus 8, remainder %s)', n, n);
                end loop;
            end $$;
            -- A block range index costs next to nothing to keep, and the purge needs no more.
            create index submissions_created_at on submissions using brin (created_at);

            create table leads (
                tenant_id uuid not null,
                lead_id uuid not null,
                created_at timestamptz not null default now(),
                market_version bigint not null,
                lease_epoch int not null,
                max_sold smallint not null,
                already_sold smallint not null,
                test boolean not null,
                score smallint not null,
                outcome smallint not null,
                revision int not null,
                reply bytea,
                seller_id text not null,
                seller_key text not null,
                channel_id text not null,
                sub1 text not null,
                facts bytea not null,
                context bytea not null,
                constraint leads_answered check ((outcome = 1) = (reply is null)),
                primary key (tenant_id, lead_id)
            ) partition by range (lead_id);

            -- Names and contacts. Without its key a box can't be opened: that is erasure.
            create table lead_pii (
                tenant_id uuid not null,
                lead_id uuid not null,
                wrapped_key bytea,
                phone_index bytea,
                email_index bytea,
                box bytea not null,
                primary key (tenant_id, lead_id)
            ) partition by range (lead_id);

            create table leases (
                tenant_id uuid not null,
                lead_id uuid not null,
                expires_at timestamptz not null,
                owner text not null,
                primary key (tenant_id, lead_id)
            ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
            create index leases_expires_at on leases (tenant_id, expires_at)
                where expires_at is not null;
            """#)
}
