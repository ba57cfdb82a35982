import Glibc
import Synchronization

/// The clusters of this process, which are deleted when it exits.
enum ClusterRegistry {
    private struct State {
        var clusters: [PrivateCluster] = []
        var hasHandler = false
    }

    private static let state = Mutex(State())

    static func add(_ cluster: PrivateCluster) {
        state.withLock { state in
            state.clusters.append(cluster)
            guard !state.hasHandler else { return }
            state.hasHandler = true
            atexit { ClusterRegistry.deleteAll() }
        }
    }

    static func remove(_ cluster: PrivateCluster) {
        state.withLock { $0.clusters.removeAll { $0 === cluster } }
    }

    private static func deleteAll() {
        let clusters = state.withLock { state in
            defer { state.clusters = [] }
            return state.clusters
        }
        for cluster in clusters { cluster.deleteNow() }
    }
}
