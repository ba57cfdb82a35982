extension Migration {
    /// Stores submissions: the key, the lead, what is sealed, the lease and the journal's first
    /// row, all of them or none. Items need not be sorted; several may carry the same key.
    ///
    /// Keys are inserted in order, so that two batches which share keys can't block each other.
    /// Where a key is taken, the row that holds it is read in the next statement.
    ///
    /// A statement a table, and arrays unnested where rows are made: joined in one statement, the
    /// rows would be copied through a tuplestore for each of the five tables.
    ///
    /// This function and the ones after it fix how they are planned. Plans are generic, because
    /// planning a statement over partitions costs more than running it. They are kept for long, and
    /// may be made while a table is empty, when all ways to read it look alike. So what is looked
    /// up in a table is compared with another row source only, tenant included, never with a
    /// parameter: without sequential scans and merges there is one way left, by the whole key.
    static let captureLeads = Migration(
        number: 8, name: "capture",
        sql: #"""
            create function capture_leads(
                p_tenant uuid, p_owner text, p_lease_ms int,
                p_leads uuid[], p_sellers text[], p_keys text[], p_hashes bytea[],
                p_channels text[], p_versions bigint[], p_outcomes smallint[], p_replies bytea[],
                p_facts bytea[], p_contexts bytea[], p_max_sold smallint[],
                p_already_sold smallint[], p_tests boolean[], p_sub1s text[],
                p_wrapped_keys bytea[], p_boxes bytea[], p_phones bytea[], p_emails bytea[],
                p_entries bytea[]
            ) returns table (
                o_lead uuid, o_stored boolean, o_same boolean, o_outcome smallint, o_reply bytea
            ) language plpgsql
            set plan_cache_mode = force_generic_plan set jit = off
            set enable_seqscan = off set enable_mergejoin = off as $$
            #variable_conflict use_column
            declare
                v_stored uuid[];
                v_all boolean;
            begin
                with won as (
                    insert into submissions
                            (tenant_id, lead_id, seller_id, idempotency_key, request_hash)
                        select p_tenant, lead_id, seller_id, idempotency_key, request_hash
                        from (select unnest(p_leads) as lead_id, unnest(p_sellers) as seller_id,
                            unnest(p_keys) as idempotency_key, unnest(p_hashes) as request_hash) i
                        order by seller_id, idempotency_key
                        on conflict (tenant_id, seller_id, idempotency_key) do nothing
                        returning lead_id
                )
                select array_agg(lead_id) into v_stored from won;
                v_all := coalesce(cardinality(v_stored), 0) = cardinality(p_leads);

                if v_stored is not null then
                    insert into leads (tenant_id, lead_id, market_version, lease_epoch, max_sold,
                            already_sold, test, score, outcome, revision, reply, seller_id,
                            seller_key, channel_id, sub1, facts, context)
                        select p_tenant, lead_id, version, 1, max_sold, already_sold, test, 0,
                            outcome, 1, reply, seller_id, idempotency_key, channel_id, sub1,
                            facts, context
                        from (select unnest(p_leads) as lead_id, unnest(p_versions) as version,
                            unnest(p_max_sold) as max_sold, unnest(p_already_sold) as already_sold,
                            unnest(p_tests) as test, unnest(p_outcomes) as outcome,
                            unnest(p_replies) as reply, unnest(p_sellers) as seller_id,
                            unnest(p_keys) as idempotency_key, unnest(p_channels) as channel_id,
                            unnest(p_sub1s) as sub1, unnest(p_facts) as facts,
                            unnest(p_contexts) as context) i
                        where v_all or lead_id = any (v_stored);
                    insert into lead_pii
                            (tenant_id, lead_id, wrapped_key, phone_index, email_index, box)
                        select p_tenant, lead_id, wrapped_key, phone, email, box
                        from (select unnest(p_leads) as lead_id,
                            unnest(p_wrapped_keys) as wrapped_key, unnest(p_phones) as phone,
                            unnest(p_emails) as email, unnest(p_boxes) as box) i
                        where box is not null and (v_all or lead_id = any (v_stored));
                    insert into journal (tenant_id, lead_id, revision, entry)
                        select p_tenant, lead_id, 1, entry
                        from (select unnest(p_leads) as lead_id, unnest(p_entries) as entry) i
                        where v_all or lead_id = any (v_stored);
                    if 1 = any (p_outcomes) then
                        insert into leases (tenant_id, lead_id, expires_at, owner)
                            select p_tenant, lead_id,
                                clock_timestamp() + p_lease_ms * interval '1 millisecond', p_owner
                            from (select unnest(p_leads) as lead_id,
                                unnest(p_outcomes) as outcome) i
                            where outcome = 1 and (v_all or lead_id = any (v_stored));
                    end if;
                end if;

                if v_all then
                    return query select i.lead_id, true, true, i.outcome, null::bytea
                        from unnest(p_leads, p_outcomes) with ordinality
                            as i (lead_id, outcome, item)
                        order by i.item;
                else
                    return query
                        select s.lead_id, s.lead_id = i.lead_id, s.request_hash = i.request_hash,
                            l.outcome, l.reply
                        from unnest(p_leads, p_sellers, p_keys, p_hashes) with ordinality
                            as i (lead_id, seller_id, idempotency_key, request_hash, item)
                        left join lateral (
                            select lead_id, request_hash from submissions
                            where tenant_id = p_tenant and seller_id = i.seller_id
                                and idempotency_key = i.idempotency_key offset 0
                        ) s on true
                        left join lateral (
                            select outcome, reply from leads
                            where tenant_id = p_tenant and lead_id = s.lead_id offset 0
                        ) l on true
                        order by i.item;
                end if;
            end $$;
            """#)
}
