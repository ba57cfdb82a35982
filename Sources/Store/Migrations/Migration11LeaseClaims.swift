extension Migration {
    /// Who works on a lead. Times are the database's; a new owner is a new epoch, and whoever
    /// still works under the old one is refused at its next step.
    static let leaseClaims = Migration(
        number: 11, name: "leases",
        sql: #"""
            -- Takes over leads whose lease ran out, the longest expired first. Leads that somebody
            -- has locked are passed by: two claimers never get the same one.
            create function claim_leases(
                p_tenant uuid, p_owner text, p_limit int, p_lease_ms int
            ) returns table (o_lead uuid, o_epoch int) language plpgsql
            set plan_cache_mode = force_generic_plan set jit = off
            set enable_seqscan = off set enable_mergejoin = off as $$
            #variable_conflict use_column
            declare
                v_leads uuid[];
            begin
                v_leads := array(
                    select l.lead_id from (
                        select lead_id from leases
                        where tenant_id = p_tenant and expires_at <= now()
                        order by expires_at limit p_limit * 4
                    ) e cross join lateral (
                        select lead_id from leads
                        where tenant_id = p_tenant and lead_id = e.lead_id
                        for no key update skip locked
                    ) l limit p_limit);
                -- The leads are locked now: look again whether their leases are still expired.
                return query
                with found as materialized (
                    select p_tenant as tenant_id, * from unnest(v_leads) as i (lead_id)
                ), taken as (
                    update leases e set owner = p_owner,
                        expires_at = clock_timestamp() + p_lease_ms * interval '1 millisecond'
                    from found i
                    where e.tenant_id = i.tenant_id and e.lead_id = i.lead_id
                        and coalesce(e.expires_at, '-infinity') <= now()
                    returning e.tenant_id, e.lead_id
                )
                update leads l set lease_epoch = l.lease_epoch + 1
                    from taken i
                    where l.tenant_id = i.tenant_id and l.lead_id = i.lead_id and l.outcome = 1
                    returning l.lead_id, l.lease_epoch;
            end $$;

            -- Takes over one lead, whoever has it. No row when it has ended.
            create function take_lease(
                p_tenant uuid, p_lead uuid, p_owner text, p_lease_ms int
            ) returns int language plpgsql as $$
            declare
                v_epoch int;
            begin
                update leads set lease_epoch = lease_epoch + 1
                    where tenant_id = p_tenant and lead_id = p_lead and outcome = 1
                    returning lease_epoch into v_epoch;
                if found then
                    insert into leases as e (tenant_id, lead_id, expires_at, owner)
                        values (p_tenant, p_lead,
                            clock_timestamp() + p_lease_ms * interval '1 millisecond', p_owner)
                        on conflict (tenant_id, lead_id) do update
                            set owner = excluded.owner, expires_at = excluded.expires_at;
                end if;
                return v_epoch;
            end $$;

            -- Prolongs leases; returns the leads whose epoch is still the caller's. The leads come
            -- sorted, and are locked in that order.
            create function renew_leases(
                p_tenant uuid, p_leads uuid[], p_epochs int[], p_lease_ms int
            ) returns setof uuid language plpgsql
            set plan_cache_mode = force_generic_plan set jit = off
            set enable_seqscan = off set enable_mergejoin = off as $$
            #variable_conflict use_column
            begin
                perform 1 from unnest(p_leads) as i (lead_id) cross join lateral (
                    select from leads where tenant_id = p_tenant and lead_id = i.lead_id
                    for share) l;
                return query
                with held as materialized (
                    select p_tenant as tenant_id, i.lead_id
                    from unnest(p_leads, p_epochs) as i (lead_id, epoch)
                    cross join lateral (
                        select lease_epoch, outcome from leads
                        where tenant_id = p_tenant and lead_id = i.lead_id offset 0
                    ) l
                    where l.lease_epoch = i.epoch and l.outcome = 1
                )
                update leases e set
                        expires_at = clock_timestamp() + p_lease_ms * interval '1 millisecond'
                    from held i
                    where e.tenant_id = i.tenant_id and e.lead_id = i.lead_id
                    returning e.lead_id;
            end $$;
            """#)
}
