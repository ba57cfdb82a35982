extension Migration {
    /// Tenants, the versions of their markets, and who may call.
    ///
    /// `api_keys` is the one table that the tenant doesn't lead: a caller shows a key and nothing
    /// else, so the key is what the tenant is found by. A key that vanished from a market is
    /// revoked; one that was made or revoked by hand (`source = 'keys'`) isn't touched by markets.
    static let tenants = Migration(
        number: 1, name: "tenants, markets, keys",
        sql: #"""
            create table tenants (
                tenant_id uuid primary key,
                name text not null unique check (name <> ''),
                created_at timestamptz not null default now()
            );

            create table market_versions (
                tenant_id uuid not null references tenants,
                version bigint not null check (version > 0),
                document text not null,
                market bytea not null,
                checksum bytea not null,
                applied_by text not null,
                applied_at timestamptz not null default now(),
                primary key (tenant_id, version)
            );

            create table api_keys (
                key_hash bytea primary key check (octet_length(key_hash) = 32),
                tenant_id uuid not null references tenants,
                role smallint not null check (role between 1 and 4),
                party_id text not null,
                channel_id text,
                scopes text[] not null,
                label text not null,
                source text not null check (source in ('market', 'keys')),
                created_at timestamptz not null default now(),
                expires_at timestamptz,
                revoked_at timestamptz
            );
            create index api_keys_tenant on api_keys (tenant_id);

            -- Where new versions are announced: a hint for services, which poll for the truth.
            create function config_channel() returns text language sql stable as
            $$ select 'leadline_config_' || current_schema() $$;

            create function announce_market() returns trigger language plpgsql as $$
            begin
                perform pg_notify(config_channel(), new.tenant_id::text);
                return null;
            end $$;
            create trigger announce after insert on market_versions
                for each row execute function announce_market();

            create function refuse_change() returns trigger language plpgsql as $$
            begin
                raise exception '% is append-only', tg_table_name using errcode = '0A000';
            end $$;
            create trigger append_only before update or delete on market_versions
                for each statement execute function refuse_change();

            -- Stores a version unless it equals the newest one. `p_expected` is the version that
            -- the caller compared with (0: none; null: whatever there is). No row: another version
            -- came in between. Keys of another tenant are never taken over: that raises.
            create function apply_market(
                p_tenant uuid, p_expected bigint, p_document text, p_market bytea,
                p_checksum bytea, p_by text, p_hashes bytea[], p_roles smallint[],
                p_parties text[], p_channels text[], p_labels text[]
            ) returns table (o_version bigint, o_changed boolean) language plpgsql as $$
            declare
                v_version bigint := 0;
                v_checksum bytea;
                v_keys int;
            begin
                perform 1 from tenants where tenant_id = p_tenant for update;
                if not found then
                    raise exception 'no such tenant' using errcode = '23503';
                end if;
                select version, checksum into v_version, v_checksum from market_versions
                    where tenant_id = p_tenant order by version desc limit 1;
                v_version := coalesce(v_version, 0);
                if p_expected <> v_version then return; end if;
                insert into api_keys as k (key_hash, tenant_id, role, party_id, channel_id, scopes,
                        label, source)
                    select i.hash, p_tenant, i.role, i.party, i.channel, '{}', i.label, 'market'
                    from unnest(p_hashes, p_roles, p_parties, p_channels, p_labels)
                        as i (hash, role, party, channel, label)
                    on conflict (key_hash) do update set
                        role = excluded.role, party_id = excluded.party_id,
                        channel_id = excluded.channel_id, label = excluded.label,
                        revoked_at = null
                    where k.tenant_id = excluded.tenant_id and k.source = 'market';
                select count(*) into v_keys from api_keys
                    where key_hash = any (p_hashes) and tenant_id <> p_tenant;
                if v_keys > 0 then
                    raise exception 'a key belongs to somebody else' using errcode = '23505';
                end if;
                update api_keys set revoked_at = now()
                    where tenant_id = p_tenant and source = 'market' and revoked_at is null
                        and key_hash <> all (p_hashes);
                if v_checksum = p_checksum then
                    return query select v_version, false;
                    return;
                end if;
                insert into market_versions
                        (tenant_id, version, document, market, checksum, applied_by)
                    values (p_tenant, v_version + 1, p_document, p_market, p_checksum, p_by);
                return query select v_version + 1, true;
            end $$;
            """#)
}
