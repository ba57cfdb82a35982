extension Migration {
    /// Stores submissions: the key, the lead, what is sealed, the lease and the journal's first
    /// row, all of them or none. Items need not be sorted; several may carry the same key.
    ///
    /// Keys are inserted in order, so that two batches which share keys can't block each other.
    /// Where a key is taken, the row that holds it is read in the next statement.
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
            begin
                with input as materialized (
                    select * from unnest(p_leads, p_sellers, p_keys, p_hashes, p_channels,
                        p_versions, p_outcomes, p_replies, p_facts, p_contexts, p_max_sold,
                        p_already_sold, p_tests, p_sub1s, p_wrapped_keys, p_boxes, p_phones,
                        p_emails, p_entries)
                    as i (lead_id, seller_id, idempotency_key, request_hash, channel_id, version,
                        outcome, reply, facts, context, max_sold, already_sold, test, sub1,
                        wrapped_key, box, phone, email, entry)
                ), won as (
                    insert into submissions
                            (tenant_id, lead_id, seller_id, idempotency_key, request_hash)
                        select p_tenant, lead_id, seller_id, idempotency_key, request_hash
                        from input order by seller_id, idempotency_key
                        on conflict (tenant_id, seller_id, idempotency_key) do nothing
                        returning lead_id
                ), fresh as materialized (
                    select * from input where lead_id in (select lead_id from won)
                ), stored_leads as (
                    insert into leads (tenant_id, lead_id, market_version, lease_epoch, max_sold,
                            already_sold, test, score, outcome, revision, reply, seller_id,
                            seller_key, channel_id, sub1, facts, context)
                        select p_tenant, lead_id, version, 1, max_sold, already_sold, test, 0,
                            outcome, 1, reply, seller_id, idempotency_key, channel_id, sub1,
                            facts, context
                        from fresh
                ), sealed as (
                    insert into lead_pii
                            (tenant_id, lead_id, wrapped_key, phone_index, email_index, box)
                        select p_tenant, lead_id, wrapped_key, phone, email, box
                        from fresh where box is not null
                ), leased as (
                    insert into leases (tenant_id, lead_id, expires_at, owner)
                        select p_tenant, lead_id,
                            clock_timestamp() + p_lease_ms * interval '1 millisecond', p_owner
                        from fresh where outcome = 1
                ), journaled as (
                    insert into journal (tenant_id, lead_id, revision, entry)
                        select p_tenant, lead_id, 1, entry from fresh
                )
                select array_agg(lead_id) into v_stored from won;

                if cardinality(v_stored) = cardinality(p_leads) then
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
