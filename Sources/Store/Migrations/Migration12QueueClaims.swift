extension Migration {
    /// Takes notices that are due out for delivery. They come back by themselves, later each time,
    /// until they are acknowledged: `p_retry_ms` after the first attempt, twice that after the
    /// second, up to `p_retry_max_ms`.
    static let queueClaims = Migration(
        number: 12, name: "due notices",
        sql: #"""
            create function claim_notices(
                p_tenant uuid, p_limit int, p_retry_ms int, p_retry_max_ms int
            ) returns table (
                o_notice uuid, o_lead uuid, o_kind smallint, o_buyer text, o_body bytea,
                o_attempts int, o_created_at timestamptz
            ) language plpgsql
            set plan_cache_mode = force_generic_plan set jit = off
            set enable_seqscan = off set enable_mergejoin = off as $$
            #variable_conflict use_column
            begin
                return query
                with due as materialized (
                    select p_tenant as tenant_id, notice_id from outbox
                    where tenant_id = p_tenant and due_at <= now()
                    order by due_at limit p_limit for no key update skip locked
                )
                update outbox b set attempts = b.attempts + 1,
                    due_at = clock_timestamp() + interval '1 millisecond'
                        * least(p_retry_max_ms, p_retry_ms * 2 ^ least(b.attempts, 20))
                from due where b.tenant_id = due.tenant_id and b.notice_id = due.notice_id
                returning b.notice_id, b.lead_id, b.kind, b.buyer_id, b.body, b.attempts,
                    b.created_at;
            end $$;
            """#)
}
