extension Migration {
    /// Adds sums to the rollups and moves the projection's cursor, if it still stands where the
    /// caller read from; false, and nothing changed, when it doesn't. `p_sums` holds 23 numbers a
    /// row, in the order of the table's columns.
    static let applyRollups = Migration(
        number: 13, name: "apply rollups",
        sql: #"""
            create function apply_rollups(
                p_tenant uuid, p_name text,
                p_from_era int, p_from_xid xid8, p_from_seq bigint,
                p_era int, p_xid xid8, p_seq bigint, p_at timestamptz,
                p_hours timestamptz[], p_sellers text[], p_channels text[], p_buyers text[],
                p_campaigns text[], p_groups text[], p_reasons smallint[], p_scores smallint[],
                p_sub1s text[], p_currencies text[], p_sums bigint[]
            ) returns boolean language plpgsql as $$
            #variable_conflict use_column
            begin
                insert into projection_cursors (tenant_id, name, era, xid, seq, at)
                    values (p_tenant, p_name, 0, '0', 0, '-infinity')
                    on conflict (tenant_id, name) do nothing;
                update projection_cursors set era = p_era, xid = p_xid, seq = p_seq, at = p_at
                    where tenant_id = p_tenant and name = p_name and era = p_from_era
                        and xid = p_from_xid and seq = p_from_seq;
                if not found then return false; end if;
                insert into rollups as r (tenant_id, hour, seller_id, channel_id, buyer_id,
                        campaign_id, group_id, reason, score, sub1, currency,
                            received, rejected, duplicates, sold, unsold, pending, stored, pings,
                            bids, no_bids, timeouts, late_bids, invalid_bids, awards,
                            confirmed_sales, declined_awards, voided_sales, returned,
                            stopped_candidates, revenue_micros, payout_micros, margin_micros,
                            bid_micros)
                    select p_tenant, hour, seller_id, channel_id, buyer_id, campaign_id, group_id,
                        reason, score, sub1, currency,
                            p_sums[n + 1], p_sums[n + 2], p_sums[n + 3], p_sums[n + 4],
                            p_sums[n + 5], p_sums[n + 6], p_sums[n + 7], p_sums[n + 8],
                            p_sums[n + 9], p_sums[n + 10], p_sums[n + 11], p_sums[n + 12],
                            p_sums[n + 13], p_sums[n + 14], p_sums[n + 15], p_sums[n + 16],
                            p_sums[n + 17], p_sums[n + 18], p_sums[n + 19], p_sums[n + 20],
                            p_sums[n + 21], p_sums[n + 22], p_sums[n + 23]
                    from (
                        select *, ((item - 1) * 23)::int as n
                        from unnest(p_hours, p_sellers, p_channels, p_buyers, p_campaigns,
                            p_groups, p_reasons, p_scores, p_sub1s, p_currencies)
                            with ordinality
                        as i (hour, seller_id, channel_id, buyer_id, campaign_id, group_id,
                            reason, score, sub1, currency, item)
                    ) i
                    on conflict (tenant_id, hour, seller_id, channel_id, buyer_id, campaign_id,
                        group_id, reason, score, sub1, currency)
                    do update set
                        received = r.received + excluded.received,
                        rejected = r.rejected + excluded.rejected,
                        duplicates = r.duplicates + excluded.duplicates,
                        sold = r.sold + excluded.sold, unsold = r.unsold + excluded.unsold,
                        pending = r.pending + excluded.pending,
                        stored = r.stored + excluded.stored, pings = r.pings + excluded.pings,
                        bids = r.bids + excluded.bids, no_bids = r.no_bids + excluded.no_bids,
                        timeouts = r.timeouts + excluded.timeouts,
                        late_bids = r.late_bids + excluded.late_bids,
                        invalid_bids = r.invalid_bids + excluded.invalid_bids,
                        awards = r.awards + excluded.awards,
                        confirmed_sales = r.confirmed_sales + excluded.confirmed_sales,
                        declined_awards = r.declined_awards + excluded.declined_awards,
                        voided_sales = r.voided_sales + excluded.voided_sales,
                        returned = r.returned + excluded.returned,
                        stopped_candidates = r.stopped_candidates + excluded.stopped_candidates,
                        revenue_micros = r.revenue_micros + excluded.revenue_micros,
                        payout_micros = r.payout_micros + excluded.payout_micros,
                        margin_micros = r.margin_micros + excluded.margin_micros,
                        bid_micros = r.bid_micros + excluded.bid_micros;
                return true;
            end $$;
            """#)
}
