extension Migration {
    /// What happened to each lead, in order; and what each decision followed from.
    ///
    /// A reader follows `(era, xid, seq)` below the oldest transaction that still runs, since
    /// sequence numbers are given out before commit and transactions commit in another order.
    /// Transaction ids start anew in a database that was restored from a dump: rows written there
    /// are of the next era. The era is the column's default, so that writers pay nothing for it.
    ///
    /// A decision is stored in parts, each with the journal's row of the same revision. The parts
    /// of an attempt, in order, are one message: nothing is written twice, and nothing rewritten.
    static let journal = Migration(
        number: 4, name: "journal, decisions",
        sql: #"""
            create sequence journal_seq;
            create table journal (
                tenant_id uuid not null,
                lead_id uuid not null,
                xid xid8 not null default pg_current_xact_id(),
                seq bigint not null default nextval('journal_seq'),
                at timestamptz not null default clock_timestamp(),
                revision int not null,
                era int not null default 1,
                entry bytea not null,
                primary key (tenant_id, lead_id, revision)
            ) partition by range (lead_id);
            create index journal_order on journal (tenant_id, era, xid, seq);
            create trigger append_only before update or delete on journal
                for each statement execute function refuse_change();

            create table journal_eras (
                era int primary key,
                began_at timestamptz not null default now()
            );
            insert into journal_eras values (1);

            -- Called by the migrator: begins an era when the journal knows transactions that this
            -- server hasn't reached. Nothing may write meanwhile, which holds after a restore.
            create function renew_journal_era() returns int language plpgsql as $$
            declare
                v_era int := (select max(era) from journal_eras);
            begin
                if exists (
                    select from tenants t cross join lateral (
                        select j.xid from journal j
                        where j.tenant_id = t.tenant_id and j.era = v_era
                        order by j.xid desc, j.seq desc limit 1) newest
                    where newest.xid >= pg_snapshot_xmax(pg_current_snapshot())
                ) then
                    v_era := v_era + 1;
                    insert into journal_eras values (v_era);
                    execute format('alter table journal alter column era set default %s', v_era);
                end if;
                return v_era;
            end $$;

            create table decisions (
                tenant_id uuid not null,
                lead_id uuid not null,
                revision int not null,
                attempt smallint not null,
                record bytea not null,
                primary key (tenant_id, lead_id, revision)
            ) partition by range (lead_id);
            """#)
}
