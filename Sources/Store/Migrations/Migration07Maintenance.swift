extension Migration {
    /// Partitions ahead of time, and the purge of old submissions.
    ///
    /// Every partitioned table has a default partition, so that a lead is stored even when nobody
    /// made the partition of its month in time, or when a clock was wrong. What it holds is moved
    /// when its month's partition is made.
    static let maintenance = Migration(
        number: 7, name: "maintenance",
        sql: #"""
            -- The least id that a UUIDv7 of this moment can have.
            create function uuid_floor(p_at timestamptz) returns uuid language sql immutable as $$
                select (lpad(to_hex(trunc(extract(epoch from p_at) * 1000)::bigint), 12, '0')
                    || repeat('0', 20))::uuid
            $$;

            create function make_partition(
                p_table text, p_month timestamptz, p_storage text
            ) returns boolean language plpgsql as $$
            declare
                v_name text := p_table || '_p' || to_char(p_month at time zone 'UTC', 'YYYYMM');
                v_from uuid := uuid_floor(p_month);
                v_until uuid := uuid_floor(
                    (p_month at time zone 'UTC' + interval '1 month') at time zone 'UTC');
                v_columns text;
            begin
                if to_regclass(quote_ident(v_name)) is not null then return false; end if;
                select string_agg(quote_ident(attname), ', ' order by attnum) into v_columns
                    from pg_attribute where attrelid = to_regclass(quote_ident(p_table))
                        and attnum > 0 and not attisdropped and attgenerated = '';
                execute format('create table %I (like %I including defaults including constraints
                    including generated including storage) with (%s)', v_name, p_table, p_storage);
                execute format('with stray as (delete from %1$I where lead_id >= %3$L
                    and lead_id < %4$L returning %5$s) insert into %2$I (%5$s)
                    select %5$s from stray',
                    p_table || '_default', v_name, v_from, v_until, v_columns);
                execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                    p_table, v_name, v_from, v_until);
                return true;
            end $$;

            -- Makes the partitions of last month, this month and `p_ahead` more; returns how many
            -- were missing.
            create function ensure_partitions(p_ahead int, p_now timestamptz default now())
            returns int language plpgsql as $$
            declare
                v_month timestamp := date_trunc('month', p_now at time zone 'UTC');
                v_made int := 0;
                v_table text;
                v_storage text;
            begin
                perform pg_advisory_xact_lock(
                    hashtextextended('leadline partitions ' || current_schema(), 0));
                for v_table, v_storage in values
                    ('leads', 'fillfactor = 60'), ('lead_pii', 'fillfactor = 100'),
                    ('sales', 'fillfactor = 50'), ('journal', 'fillfactor = 100'),
                    ('decisions', 'fillfactor = 100')
                loop
                    if to_regclass(quote_ident(v_table || '_default')) is null then
                        execute format('create table %I partition of %I default',
                            v_table || '_default', v_table);
                    end if;
                    for n in -1..p_ahead loop
                        if make_partition(v_table,
                                (v_month + n * interval '1 month') at time zone 'UTC', v_storage)
                        then
                            v_made := v_made + 1;
                        end if;
                    end loop;
                end loop;
                return v_made;
            end $$;
            select ensure_partitions(3);

            -- Forgets idempotency keys, the oldest first; the leads and their answers stay.
            -- Call it again while it returns `p_limit`.
            create function purge_submissions(p_tenant uuid, p_before timestamptz, p_limit int)
            returns int language plpgsql as $$
            declare
                v_purged int;
            begin
                with old as (
                    select seller_id, idempotency_key from submissions
                    where created_at < p_before and tenant_id = p_tenant
                    limit p_limit for update skip locked
                )
                delete from submissions s using old
                    where s.tenant_id = p_tenant and s.seller_id = old.seller_id
                        and s.idempotency_key = old.idempotency_key;
                get diagnostics v_purged = row_count;
                return v_purged;
            end $$;
            """#)
}
