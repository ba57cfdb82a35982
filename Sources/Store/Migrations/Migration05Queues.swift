extension Migration {
    /// What buyers must be told, and what they said late. Both hold references, never personal
    /// data, and both are nearly empty: rows go when they are acknowledged or taken in.
    static let queues = Migration(
        number: 5, name: "outbox, inbox",
        sql: #"""
            create table outbox (
                tenant_id uuid not null,
                notice_id uuid not null,
                lead_id uuid not null,
                due_at timestamptz not null,
                created_at timestamptz not null default now(),
                attempts int not null default 0,
                kind smallint not null,
                buyer_id text,
                body bytea not null,
                primary key (tenant_id, notice_id)
            ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
            create index outbox_due_at on outbox (tenant_id, due_at) where due_at is not null;

            create table inbox (
                tenant_id uuid not null,
                inbox_id uuid not null,
                lead_id uuid,
                sale_id uuid,
                received_at timestamptz not null default now(),
                kind smallint not null,
                buyer_id text not null,
                body bytea not null,
                primary key (tenant_id, inbox_id)
            ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
            """#)
}
