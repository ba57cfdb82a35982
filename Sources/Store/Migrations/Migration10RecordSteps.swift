extension Migration {
    /// Records a step of each lead's way: what became of a sale, the lead's end, or something that
    /// happened to it; with the journal's row, the books, the caps, the notices and the reply that
    /// belong to it, together.
    ///
    /// Items of a batch are for different leads. `p_epochs` null: the step is good whoever holds
    /// the lease (a late answer). `p_sales` null: the step concerns no sale. `p_states` is the
    /// sale's new state: 2 CONFIRMED, 3 REJECTED, 4 UNKNOWN or 5 VOIDED, from AWARDED or UNKNOWN
    /// alone. `p_outcomes` null: the lead goes on; otherwise it ends, which it does once, and with
    /// its reply. `p_inbox` and `p_acks` name rows that the step takes out of the inbox and the
    /// outbox; a step whose row is gone was recorded by somebody else.
    ///
    /// Allowances come last, so that their locks are held for the shortest time.
    ///
    /// `o_status`: 1 recorded, 2 it was settled before (`o_state`: the sale's state, or 0),
    /// 3 the lease isn't the caller's any more, 4 no such lead or sale. `o_outcome` is the lead's.
    static let recordSteps = Migration(
        number: 10, name: "confirm, decline, suspend, void, finish",
        sql: #"""
            create function record_steps(
                p_tenant uuid, p_leads uuid[], p_epochs int[], p_entries bytea[],
                p_sales uuid[], p_states smallint[], p_references text[], p_graces timestamptz[],
                p_outcomes smallint[], p_replies bytea[], p_scores smallint[],
                p_attempts smallint[], p_decisions bytea[], p_lease_ms int[],
                p_inbox uuid[], p_acks uuid[],
                p_line_items int[], p_line_postings uuid[], p_line_numbers smallint[],
                p_line_kinds smallint[], p_line_accounts text[], p_line_micros bigint[],
                p_notice_items int[], p_notice_ids uuid[], p_notice_kinds smallint[],
                p_notice_buyers text[], p_notice_bodies bytea[], p_notice_delays_ms int[]
            ) returns table (o_status smallint, o_state smallint, o_outcome smallint)
            language plpgsql
            set plan_cache_mode = force_generic_plan set jit = off
            set enable_seqscan = off set enable_mergejoin = off as $$
            #variable_conflict use_column
            declare
                v_leads uuid[] := array(select unnest(p_leads) order by 1);
                v_recorded boolean[];
                v_campaigns text[];
                v_caps text[];
                v_windows text[];
                v_used bigint[];
                v_released bigint[];
                v_currencies text[];
                v_wrong bigint;
            begin
                perform 1 from unnest(v_leads) as i (lead_id) cross join lateral (
                    select from leads where tenant_id = p_tenant and lead_id = i.lead_id
                    for no key update) l;

                with input as materialized (
                    select p_tenant as tenant_id, i.*, l.test
                    from unnest(p_leads, p_epochs, p_sales, p_states, p_references, p_graces,
                        p_outcomes, p_inbox, p_acks) with ordinality
                        as i (lead_id, epoch, sale_id, state, reference, grace, outcome, inbox_id,
                            notice_id, item)
                    cross join lateral (
                        select lease_epoch, outcome, test from leads
                        where tenant_id = p_tenant and lead_id = i.lead_id offset 0
                    ) l
                    where (i.epoch is null or l.lease_epoch = i.epoch)
                        and (l.outcome = 1 or (i.epoch is null and i.outcome is null))
                        and (i.inbox_id is null or (select true from inbox b
                            where b.tenant_id = p_tenant and b.inbox_id = i.inbox_id))
                        and (i.notice_id is null or (select true from outbox b
                            where b.tenant_id = p_tenant and b.notice_id = i.notice_id))
                ), moved as (
                    update sales s set state = i.state, updated_at = now(),
                        grace_until = case when i.state = 4 then i.grace end,
                        buyer_reference = coalesce(i.reference, s.buyer_reference)
                    from input i
                    where s.tenant_id = i.tenant_id and s.lead_id = i.lead_id
                        and s.sale_id = i.sale_id and s.state in (1, 4)
                    returning i.item, i.state, i.test, s.price_micros, s.currency, s.campaign_id,
                        s.cap_ids, s.cap_windows
                ), recorded as (
                    select item, currency from moved
                    union all select item, null from input where sale_id is null
                ), freed as (
                    select m.campaign_id, c.cap_id, c.window_key,
                        count(*) filter (where m.state = 2) as used, count(*) as released
                    from moved m cross join lateral unnest(m.cap_ids, m.cap_windows)
                        as c (cap_id, window_key)
                    where m.state <> 4
                    group by m.campaign_id, c.cap_id, c.window_key
                ), billed as (
                    select item, sum(amount) filter (where amount > 0) as debit
                    from unnest(p_line_items, p_line_micros) as c (item, amount)
                    group by item
                )
                select r.recorded, r.currencies,
                    (select count(*) from moved m left join billed b on b.item = m.item
                        where coalesce(b.debit, 0) <> case
                            when m.state = 2 and not m.test then m.price_micros else 0 end),
                    f.campaigns, f.caps, f.windows, f.used, f.released
                into v_recorded, v_currencies, v_wrong, v_campaigns, v_caps, v_windows, v_used,
                    v_released
                from (select array_agg(campaign_id) as campaigns, array_agg(cap_id) as caps,
                        array_agg(window_key) as windows, array_agg(used) as used,
                        array_agg(released) as released from freed) f,
                    (select array_agg(r.item is not null order by n.item) as recorded,
                        array_agg(r.currency order by n.item) as currencies
                        from generate_series(1, cardinality(p_leads)) as n (item)
                        left join recorded r on r.item = n.item) r;
                if v_wrong > 0 then
                    raise exception 'a sale and its ledger lines differ' using
                        errcode = '23514', constraint = 'ledger_equals_sale', table = 'ledger';
                end if;

                if true = any (v_recorded) then
                    with input as materialized (
                        select p_tenant as tenant_id, *
                        from unnest(p_leads, p_entries, p_outcomes, p_replies, p_scores,
                            p_attempts, p_decisions, p_lease_ms, v_recorded) with ordinality
                        as i (lead_id, entry, outcome, reply, score, attempt, decision, lease_ms,
                            recorded, item)
                        where recorded
                    ), moved as (
                        update leads l set revision = l.revision + 1,
                            outcome = coalesce(i.outcome, l.outcome),
                            reply = case when i.outcome is null then l.reply else i.reply end,
                            score = coalesce(i.score, l.score)
                        from input i
                        where l.tenant_id = i.tenant_id and l.lead_id = i.lead_id
                        returning l.lead_id, l.revision, i.entry, i.attempt, i.decision
                    ), decided as (
                        insert into decisions (tenant_id, lead_id, revision, attempt, record)
                            select p_tenant, lead_id, revision, attempt, decision
                            from moved where decision is not null
                    ), ended as (
                        delete from leases e using input i
                        where i.outcome is not null
                            and e.tenant_id = i.tenant_id and e.lead_id = i.lead_id
                    )
                    insert into journal (tenant_id, lead_id, revision, entry)
                        select p_tenant, lead_id, revision, entry from moved;
                end if;

                if cardinality(p_line_items) > 0 then
                    insert into ledger (tenant_id, posting_id, lead_id, sale_id, amount_micros,
                            line, kind, currency, account)
                        select p_tenant, i.posting_id, p_leads[i.item], p_sales[i.item], i.micros,
                            i.line, i.kind, v_currencies[i.item], i.account
                        from unnest(p_line_items, p_line_postings, p_line_numbers, p_line_kinds,
                            p_line_accounts, p_line_micros)
                            as i (item, posting_id, line, kind, account, micros)
                        where v_recorded[i.item];
                end if;

                if cardinality(p_notice_items) > 0 then
                    insert into outbox (tenant_id, notice_id, lead_id, due_at, kind, buyer_id, body)
                        select p_tenant, i.notice_id, p_leads[i.item],
                            clock_timestamp() + i.delay_ms * interval '1 millisecond',
                            i.kind, i.buyer_id, i.body
                        from unnest(p_notice_items, p_notice_ids, p_notice_kinds,
                            p_notice_buyers, p_notice_bodies, p_notice_delays_ms)
                            as i (item, notice_id, kind, buyer_id, body, delay_ms)
                        where v_recorded[i.item]
                        on conflict (tenant_id, notice_id) do nothing;
                end if;
                if array_remove(p_inbox, null) <> '{}' then
                    delete from inbox b using (
                            select p_tenant as tenant_id, *
                            from unnest(p_inbox, v_recorded) as i (inbox_id, recorded)
                            where recorded and inbox_id is not null offset 0
                        ) i
                        where b.tenant_id = i.tenant_id and b.inbox_id = i.inbox_id;
                end if;
                if array_remove(p_acks, null) <> '{}' then
                    delete from outbox b using (
                            select p_tenant as tenant_id, *
                            from unnest(p_acks, v_recorded) as i (notice_id, recorded)
                            where recorded and notice_id is not null offset 0
                        ) i
                        where b.tenant_id = i.tenant_id and b.notice_id = i.notice_id;
                end if;
                if array_remove(p_lease_ms, null) <> '{}' then
                    update leases e set expires_at =
                            clock_timestamp() + i.lease_ms * interval '1 millisecond'
                        from (
                            select p_tenant as tenant_id, *
                            from unnest(p_leads, p_lease_ms, v_recorded)
                                as i (lead_id, lease_ms, recorded)
                            where recorded and lease_ms is not null offset 0
                        ) i
                        where e.tenant_id = i.tenant_id and e.lead_id = i.lead_id;
                end if;

                if cardinality(v_campaigns) > 0 then
                    perform 1 from (
                            select p_tenant as tenant_id, *
                            from unnest(v_campaigns, v_caps, v_windows)
                                as i (campaign_id, cap_id, window_key) offset 0
                        ) i
                        join allowances a on a.tenant_id = i.tenant_id
                            and a.campaign_id = i.campaign_id and a.cap_id = i.cap_id
                            and a.window_key = i.window_key
                        order by a.campaign_id, a.cap_id, a.window_key
                        for no key update of a;
                    update allowances a set used = a.used + i.used, held = a.held - i.released
                        from (
                            select p_tenant as tenant_id, *
                            from unnest(v_campaigns, v_caps, v_windows, v_used, v_released)
                                as i (campaign_id, cap_id, window_key, used, released) offset 0
                        ) i
                        where a.tenant_id = i.tenant_id and a.campaign_id = i.campaign_id
                            and a.cap_id = i.cap_id and a.window_key = i.window_key;
                end if;

                if true = all (v_recorded) then
                    return query select 1::smallint, i.state, coalesce(i.outcome, 1::smallint)
                        from unnest(p_states, p_outcomes) with ordinality
                            as i (state, outcome, item)
                        order by i.item;
                else
                    return query select * from judge_steps(
                        p_tenant, p_leads, p_epochs, p_sales, v_recorded);
                end if;
            end $$;

            -- Why steps weren't recorded.
            create function judge_steps(
                p_tenant uuid, p_leads uuid[], p_epochs int[], p_sales uuid[],
                p_recorded boolean[]
            ) returns table (o_status smallint, o_state smallint, o_outcome smallint)
            language sql stable as $$
                select (case
                        when i.recorded then 1
                        when l.lead_id is null then 4
                        when i.epoch is not null and l.lease_epoch <> i.epoch then 3
                        when i.sale_id is null then 2
                        when s.sale_id is null then 4
                        when s.state not in (1, 4) then 2
                        when l.outcome <> 1 then 3
                        else 2 end)::smallint,
                    s.state, l.outcome
                from unnest(p_leads, p_epochs, p_sales, p_recorded) with ordinality
                    as i (lead_id, epoch, sale_id, recorded, item)
                left join lateral (
                    select lead_id, lease_epoch, outcome from leads
                    where tenant_id = p_tenant and lead_id = i.lead_id offset 0
                ) l on true
                left join lateral (
                    select sale_id, state from sales
                    where tenant_id = p_tenant and lead_id = i.lead_id and sale_id = i.sale_id
                    offset 0
                ) s on true
                order by i.item
            $$;
            """#)
}
