import PrometheusMetrics

/// What is counted of leads, and of the process.
extension MetricCatalog {
    static let leads = [
        MetricDefinition(
            "leadline_submissions_total", .counter, labels: ["result"],
            "Capture: leads handed in: routed, ended (at the door: REJECTED, STORED), "
                + "repeated (same key, same content), conflicting (same key, other content)."),
        MetricDefinition(
            "leadline_leads_total", .counter, labels: ["outcome"],
            "Routing: leads whose way ended here, by outcome."),
        MetricDefinition(
            "leadline_lead_duration_seconds", .seconds,
            "Routing: from a lead's arrival to the end of its way."),
        MetricDefinition(
            "leadline_stage_duration_seconds", .seconds, labels: ["stage"],
            "Routing: where the time of a lead went whose way ended here: decode and store (in "
                + "capture), assess, auction, award, deliver, end (the commit of its answer)."),
        MetricDefinition(
            "leadline_leads_under_way", .gauge, "Routing: leads that are worked on."),
        MetricDefinition(
            "leadline_leads_interrupted_total", .counter,
            "Routing: leads left to their leases, because something failed or another owner has "
                + "them."),
        MetricDefinition(
            "leadline_lease_takeovers_total", .counter,
            "Routing: leads taken over from an owner that was gone."),
        MetricDefinition(
            "leadline_awards_total", .counter, labels: ["result"],
            "Routing: awards: granted, cap (it was full), taken (the slot, or the buyer has it)."),
        MetricDefinition(
            "leadline_sales_total", .counter, labels: ["state"],
            "Routing: sales that came to a state: confirmed, rejected, unknown, voided."),
        MetricDefinition(
            "leadline_outbox_notices", .gauge,
            "Routing: notices that buyers haven't acknowledged, counted up to 10,000."),
        MetricDefinition(
            "leadline_buyer_streams", .gauge, "Bidding: streams that are open."),
        MetricDefinition(
            "leadline_auction_duration_seconds", .seconds,
            "Bidding: from an auction's pings to its close."),
        MetricDefinition(
            "leadline_bids_total", .counter, labels: ["outcome"],
            "Bidding: answers to pings: bid, no_bid, timeout, late (counted as a timeout before), "
                + "invalid, transport."),
        MetricDefinition(
            "leadline_deliveries_total", .counter, labels: ["outcome"],
            "Bidding: awards delivered: answered, silent, not_connected."),
        MetricDefinition(
            "leadline_assessments_total", .counter, labels: ["result"],
            "Scoring: leads assessed: admitted, rejected."),
        MetricDefinition(
            "leadline_journal_rows_total", .counter, "Reporting: rows of journals counted."),
        MetricDefinition(
            "leadline_projection_delay_seconds", .gauge,
            "Reporting: how old the oldest tenant's sums are."),
    ]

    static let process = [
        MetricDefinition(
            "leadline_build_info", .gauge, labels: ["service", "build"], "1, for its labels."),
        MetricDefinition("leadline_ready", .gauge, "1 while the service can do its work."),
        MetricDefinition("leadline_markets", .gauge, "Tenants that have a market."),
        MetricDefinition(
            "process_resident_memory_bytes", .gauge, "Memory that is in use."),
        MetricDefinition(
            "process_virtual_memory_bytes", .gauge, "Address space that is in use."),
        MetricDefinition(
            "process_cpu_seconds_total", .counter, "Time on CPUs, user and system."),
        MetricDefinition("process_open_fds", .gauge, "File descriptors that are open."),
        MetricDefinition("process_max_fds", .gauge, "File descriptors that may be open."),
        MetricDefinition("process_threads", .gauge, "Threads."),
        MetricDefinition(
            "process_start_time_seconds", .gauge, "When it started, in seconds since 1970."),
    ]
}
