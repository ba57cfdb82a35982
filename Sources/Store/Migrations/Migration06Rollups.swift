extension Migration {
    /// Sums by hour and dimension, and how far the projection has read. Both change in one
    /// transaction, and the cursor only from the place that was read from: so a batch that is
    /// applied again changes nothing. Empty text and 0 stand for "not about any".
    static let rollups = Migration(
        number: 6, name: "rollups",
        sql: #"""
            create table rollups (
                tenant_id uuid not null,
                hour timestamptz not null,
                seller_id text not null,
                channel_id text not null,
                buyer_id text not null,
                campaign_id text not null,
                group_id text not null,
                reason smallint not null,
                score smallint not null,
                sub1 text not null,
                currency text not null,
                received bigint not null,
                rejected bigint not null,
                duplicates bigint not null,
                sold bigint not null,
                unsold bigint not null,
                pending bigint not null,
                stored bigint not null,
                pings bigint not null,
                bids bigint not null,
                no_bids bigint not null,
                timeouts bigint not null,
                late_bids bigint not null,
                invalid_bids bigint not null,
                awards bigint not null,
                confirmed_sales bigint not null,
                declined_awards bigint not null,
                voided_sales bigint not null,
                returned bigint not null,
                stopped_candidates bigint not null,
                revenue_micros numeric not null,
                payout_micros numeric not null,
                margin_micros numeric not null,
                bid_micros numeric not null,
                primary key (tenant_id, hour, seller_id, channel_id, buyer_id, campaign_id,
                    group_id, reason, score, sub1, currency)
            ) with (fillfactor = 70);

            create table projection_cursors (
                tenant_id uuid not null,
                name text not null,
                era int not null,
                xid xid8 not null,
                seq bigint not null,
                at timestamptz not null,
                primary key (tenant_id, name)
            ) with (fillfactor = 50);
            """#)
}
