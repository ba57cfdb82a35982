/// The one cluster that all tests of a process share; started by the first who asks.
public actor SharedCluster {
    private static let instance = SharedCluster()
    private var starting: Task<PrivateCluster, any Error>?

    /// The shared cluster, without durability. Tests of faults, and of whatever follows `xmin`,
    /// start one of their own instead.
    public static func get() async throws -> PrivateCluster {
        try await instance.cluster()
    }

    private func cluster() async throws -> PrivateCluster {
        if let starting { return try await starting.value }
        let task = Task { try await PrivateCluster.start() }
        starting = task
        return try await task.value
    }
}
