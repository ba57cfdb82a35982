extension Status.Code {
    /// What an HTTP status means for a call whose answer has no `grpc-status`: something between
    /// the two ends answered, not gRPC. Source: gRPC `doc/http-grpc-status-mapping.md`.
    init(httpStatus: Int) {
        switch httpStatus {
        case 400: self = .internal
        case 401: self = .unauthenticated
        case 403: self = .permissionDenied
        case 404: self = .unimplemented
        case 429, 502, 503, 504: self = .unavailable
        default: self = .unknown
        }
    }
}
