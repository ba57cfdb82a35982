extension Migration {
    /// Awards sales: the slot and the buyer of the lead, the units of the campaign's caps, the
    /// decision so far and the journal's row, together.
    ///
    /// Items of a batch are for different leads (the journal's key sees to it), and their caps
    /// are granted item by item in the order given: five wanted and three left gives three. Locks
    /// are taken in the one global order, leads by id and then allowances by key, each before what
    /// it guards is read in a later statement, which therefore sees what others committed.
    ///
    /// `p_allowance_…` names each allowance of the batch once; `p_cap_…` says which item draws on
    /// which of them (by place, from 1) under which limit, ordered by item.
    ///
    /// A lease of which more than half is left isn't prolonged: its time is indexed, so that each
    /// change costs as much as a new row.
    ///
    /// `o_status`: 1 granted (also when this very sale was awarded before), 2 a cap is full
    /// (`o_cap`), 3 the lease isn't the caller's any more, 4 the slot is taken or the lead may go
    /// to no further buyer, 5 the buyer has the lead, 6 this very sale is settled (`o_state`),
    /// 7 the sale's id stands for other terms: another buyer, campaign or price.
    /// Only what is granted is written.
    static let awardSales = Migration(
        number: 9, name: "award",
        sql: #"""
            create function award_sales(
                p_tenant uuid, p_leads uuid[], p_epochs int[], p_sales uuid[], p_slots smallint[],
                p_buyers text[], p_campaigns text[], p_prices bigint[], p_payouts bigint[],
                p_margins bigint[], p_currencies text[], p_max_sold smallint[],
                p_bid_refs text[], p_awards bytea[], p_scores smallint[], p_attempts smallint[],
                p_decisions bytea[], p_entries bytea[], p_lease_ms int[],
                p_allowance_campaigns text[], p_allowance_caps text[],
                p_allowance_windows text[],
                p_cap_items int[], p_cap_allowances int[], p_cap_limits bigint[]
            ) returns table (o_status smallint, o_cap text, o_state smallint) language plpgsql
            set plan_cache_mode = force_generic_plan set jit = off
            set enable_seqscan = off set enable_mergejoin = off as $$
            #variable_conflict use_column
            declare
                v_leads uuid[] := array(select unnest(p_leads) order by 1);
                v_status smallint[];
                v_states smallint[];
                v_caps text[] := array_fill(null::text, array[cardinality(p_leads)]);
                v_taken bigint[];
                v_limits bigint[] := array_fill(0::bigint,
                    array[cardinality(p_allowance_campaigns)]);
                v_granted int[] := array_fill(0, array[cardinality(p_allowance_campaigns)]);
                v_from int;
                v_next int := 1;
                v_allowance int;
            begin
                perform 1 from unnest(v_leads) as i (lead_id) cross join lateral (
                    select from leads where tenant_id = p_tenant and lead_id = i.lead_id
                    for no key update) l;

                select array_agg(case
                        when l.lease_epoch is distinct from i.epoch then 3
                        when s.differs then 7
                        when s.same = 1 then 1
                        when s.same is not null then 6
                        when l.outcome <> 1 then 3
                        when s.slot_taken then 4
                        when s.buyer_has_it then 5
                        when s.sold + l.already_sold >= least(l.max_sold, i.max_sold, s.max_sold)
                            then 4
                        else 0 end order by i.item),
                    array_agg(s.same order by i.item)
                into v_status, v_states
                from unnest(p_leads, p_epochs, p_sales, p_slots, p_buyers, p_campaigns,
                    p_prices, p_payouts, p_currencies, p_max_sold) with ordinality
                    as i (lead_id, epoch, sale_id, slot, buyer_id, campaign_id, price, payout,
                        currency, max_sold, item)
                left join lateral (
                    select lease_epoch, outcome, max_sold, already_sold from leads
                    where tenant_id = p_tenant and lead_id = i.lead_id offset 0
                ) l on true
                left join lateral (
                    select count(*) filter (where live) as sold,
                        min(max_sold) filter (where live) as max_sold,
                        bool_or(live and slot = i.slot) as slot_taken,
                        bool_or(live and buyer_id = i.buyer_id) as buyer_has_it,
                        max(state) filter (where sale_id = i.sale_id) as same,
                        bool_or(sale_id = i.sale_id and (buyer_id, campaign_id, price_micros,
                            payout_micros, currency) is distinct from (i.buyer_id,
                            i.campaign_id, i.price, i.payout, i.currency)) as differs
                    from sales where tenant_id = p_tenant and lead_id = i.lead_id
                ) s on true;

                if cardinality(p_allowance_campaigns) > 0 then
                    loop
                        select array_agg(a.taken order by a.place) into v_taken from (
                            select i.place, a.used + a.held as taken
                            from (
                                select p_tenant as tenant_id, *
                                from unnest(p_allowance_campaigns, p_allowance_caps,
                                    p_allowance_windows) with ordinality
                                    as i (campaign_id, cap_id, window_key, place) offset 0
                            ) i
                            join allowances a on a.tenant_id = i.tenant_id
                                and a.campaign_id = i.campaign_id and a.cap_id = i.cap_id
                                and a.window_key = i.window_key
                            order by a.campaign_id, a.cap_id, a.window_key
                            for no key update of a
                        ) a;
                        exit when cardinality(v_taken) = cardinality(p_allowance_campaigns);
                        insert into allowances
                                (tenant_id, campaign_id, cap_id, window_key, limit_units)
                            select p_tenant, campaign_id, cap_id, window_key, 0
                            from unnest(p_allowance_campaigns, p_allowance_caps,
                                p_allowance_windows) as i (campaign_id, cap_id, window_key)
                            order by campaign_id, cap_id, window_key
                            on conflict (tenant_id, campaign_id, cap_id, window_key) do nothing;
                    end loop;
                end if;

                for item in 1 .. cardinality(p_leads) loop
                    v_from := v_next;
                    while p_cap_items[v_next] = item loop
                        v_allowance := p_cap_allowances[v_next];
                        if v_status[item] = 0
                            and v_taken[v_allowance] >= p_cap_limits[v_next]
                        then
                            v_status[item] := 2;
                            v_caps[item] := p_allowance_caps[v_allowance];
                        end if;
                        v_next := v_next + 1;
                    end loop;
                    continue when v_status[item] <> 0;
                    v_status[item] := -1;
                    for n in v_from .. v_next - 1 loop
                        v_allowance := p_cap_allowances[n];
                        v_taken[v_allowance] := v_taken[v_allowance] + 1;
                        v_granted[v_allowance] := v_granted[v_allowance] + 1;
                        v_limits[v_allowance] := p_cap_limits[n];
                    end loop;
                end loop;

                if -1 = any (v_status) then
                    with granted as materialized (
                        select p_tenant as tenant_id, *
                        from unnest(p_leads, p_sales, p_slots, p_buyers, p_campaigns,
                            p_prices, p_payouts, p_margins, p_currencies, p_max_sold, p_bid_refs,
                            p_awards, p_scores, p_attempts, p_decisions, p_entries, p_lease_ms,
                            v_status) with ordinality
                        as i (lead_id, sale_id, slot, buyer_id, campaign_id, price, payout, margin,
                            currency, max_sold, bid_ref, award, score, attempt, decision, entry,
                            lease_ms, status, item)
                        where status = -1
                    ), caps as (
                        select item, array_agg(p_allowance_caps[place]) as cap_ids,
                            array_agg(p_allowance_windows[place]) as cap_windows
                        from unnest(p_cap_items, p_cap_allowances) as c (item, place)
                        group by item
                    ), moved as (
                        update leads l set revision = l.revision + 1, score = g.score
                        from granted g
                        where l.tenant_id = g.tenant_id and l.lead_id = g.lead_id
                        returning l.lead_id, l.revision, g.entry, g.attempt, g.decision
                    ), awarded as (
                        insert into sales (tenant_id, lead_id, sale_id, price_micros,
                                payout_micros, margin_micros, slot, max_sold, state, currency,
                                buyer_id, campaign_id, bid_ref, cap_ids, cap_windows, award)
                            select p_tenant, lead_id, sale_id, price, payout, margin, slot,
                                max_sold, 1, currency, buyer_id, campaign_id, bid_ref,
                                coalesce(cap_ids, '{}'), coalesce(cap_windows, '{}'), award
                            from granted left join caps using (item)
                    ), decided as (
                        insert into decisions (tenant_id, lead_id, revision, attempt, record)
                            select p_tenant, lead_id, revision, attempt, decision
                            from moved where decision is not null
                    ), leased as (
                        update leases e set expires_at =
                            clock_timestamp() + g.lease_ms * interval '1 millisecond'
                        from granted g
                        where g.lease_ms is not null and coalesce(e.expires_at, '-infinity')
                                < clock_timestamp() + g.lease_ms * interval '0.5 millisecond'
                            and e.tenant_id = g.tenant_id and e.lead_id = g.lead_id
                    )
                    insert into journal (tenant_id, lead_id, revision, entry)
                        select p_tenant, lead_id, revision, entry from moved;

                    update allowances a set held = a.held + i.granted, limit_units = i.limit_units
                        from (
                            select p_tenant as tenant_id, *
                            from unnest(p_allowance_campaigns, p_allowance_caps,
                                p_allowance_windows, v_granted, v_limits)
                                as i (campaign_id, cap_id, window_key, granted, limit_units)
                            where granted > 0 offset 0
                        ) i
                        where a.tenant_id = i.tenant_id and a.campaign_id = i.campaign_id
                            and a.cap_id = i.cap_id and a.window_key = i.window_key;
                end if;

                return query select abs(i.status)::smallint, i.cap, i.state
                    from unnest(v_status, v_caps, v_states) with ordinality
                        as i (status, cap, state, item)
                    order by i.item;
            end $$;
            """#)
}
