/// The limits of this module. A full queue answers with `overloaded` at once.
public struct StoreLimits: Sendable, Hashable {
    /// Submissions in one commit.
    public var captureBatch = 64
    /// Commits of submissions at a time: while one is stored, the next is made ready. Their keys
    /// are inserted in one order, so that they can't block each other.
    public var captureCommits = 3
    /// Submissions that wait.
    public var captureQueue = 8192
    /// Awards in one commit.
    public var awardBatch = 128
    /// Awards that wait.
    public var awardQueue = 4096
    /// Steps in one commit.
    public var stepBatch = 128
    /// Steps that wait.
    public var stepQueue = 8192
    /// Acknowledgements, or late answers, in one commit.
    public var noticeBatch = 256
    /// Acknowledgements, or late answers, that wait.
    public var noticeQueue = 16384
    /// How long a lead is its owner's, after each of its transactions, before somebody else may
    /// take it over.
    public var leaseMilliseconds: Int32 = 15_000
    /// When a notice that isn't acknowledged is sent again, for the first time; doubled each time.
    /// More than whoever delivers it waits for the acknowledgement.
    public var noticeRetryMilliseconds: Int32 = 3_000
    /// The longest wait between two sendings of a notice.
    public var noticeRetryMillisecondsMax: Int32 = 300_000
    /// Rows that any list returns at most.
    public var rowsMax = 10_000

    /// The table as it stands above.
    public init() {}

    /// What suits one service on one loop.
    public static let standard = StoreLimits()
}
