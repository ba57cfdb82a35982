public import PrometheusMetrics

/// Every metric of every service. METRICS.md is this list for people, and a test compares the two.
///
/// No label holds what a stranger chose, personal data, or a name of which a tenant may have any
/// number: who sold what to whom is Reporting's to say.
public enum MetricCatalog {
    /// All of them.
    public static let all = calls + connections + postgres + leads + process

    static let calls = [
        MetricDefinition(
            "grpc_server_calls_total", .counter, labels: ["method", "code"],
            "Calls that were served to their end."),
        MetricDefinition(
            "grpc_server_call_duration_seconds", .seconds, labels: ["method"],
            "From a call's headers to its status. Streams last as long as they do."),
        MetricDefinition(
            "grpc_server_calls_active", .gauge, "Calls whose handler hasn't returned yet."),
        MetricDefinition(
            "grpc_client_calls_total", .counter, labels: ["method", "code"],
            "Calls to other services, each with its attempts."),
        MetricDefinition(
            "grpc_client_call_duration_seconds", .seconds, labels: ["method"],
            "From a call's start to its status, attempts and waiting included."),
    ]

    static let connections = [
        MetricDefinition(
            "http2_server_connections", .gauge, "Connections that are open."),
        MetricDefinition(
            "http2_server_connections_total", .counter, "Connections that were taken."),
        MetricDefinition(
            "http2_server_received_bytes_total", .counter,
            "Bytes of HTTP/2 received, TLS not counted."),
        MetricDefinition(
            "http2_server_sent_bytes_total", .counter, "Bytes of HTTP/2 sent, TLS not counted."),
        MetricDefinition(
            "http2_server_limit_hits_total", .counter, labels: ["limit"],
            "What was refused or closed: connections, streams and calls over their number, abuse "
                + "(resets, empty frames, unread answers), silence (no sign of life)."),
    ]

    static let postgres = [
        MetricDefinition(
            "postgres_connections", .gauge, "Connections that the pool is to have."),
        MetricDefinition("postgres_connections_up", .gauge, "Connections that are up."),
        MetricDefinition(
            "postgres_connections_lost_total", .counter, "Connections that were up and broke."),
        MetricDefinition(
            "postgres_calls_waiting", .gauge, "Calls that wait for a connection."),
        MetricDefinition("postgres_calls_in_flight", .gauge, "Calls on the wire."),
        MetricDefinition(
            "postgres_call_duration_seconds", .seconds, labels: ["statement"],
            "From a call to its answer, waiting for a connection included. What runs inside a "
                + "longer transaction isn't counted."),
        MetricDefinition(
            "group_commit_batch_size", .sizes, labels: ["queue"], "Items in a batch."),
        MetricDefinition(
            "group_commit_queued", .gauge, labels: ["queue"],
            "Items left waiting when the last batch began."),
        MetricDefinition(
            "group_commit_refused_total", .counter, labels: ["queue"],
            "Items for which the queue had no room."),
    ]
}
