import GRPC
import Reactor

/// How long one submission's answer may take: the channel's time, what the seller shortened it
/// to, and the call's own deadline, whichever ends first (FEATURES A16).
struct Patience: Sendable {
    /// Before a call's deadline the answer has to be on its way: by a tenth of the time, at most
    /// this.
    private static let marginMax: Microseconds = 50_000
    /// However short the time is, a lead is at least handed over.
    private static let least: Microseconds = 20_000

    /// PENDING is answered then.
    let end: MonotonicTime

    /// Counted from the moment at which the request was there.
    init(milliseconds: Int64, from began: MonotonicTime, caller: Deadline?) {
        var end = began + .milliseconds(milliseconds)
        if let caller {
            let left = caller.time - began
            let margin = min(left.count / 10, Self.marginMax.count)
            end = min(end, began + Microseconds(left.count - margin))
        }
        self.end = max(end, began + Self.least)
    }

    /// As the deadline of a call to another service.
    var deadline: Deadline { Deadline(end) }
}
