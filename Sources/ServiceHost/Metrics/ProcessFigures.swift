import Glibc
import PrometheusMetrics

/// What Linux knows of this process, read from /proc when somebody scrapes.
enum ProcessFigures {
    static func samples() -> [MetricSample] {
        var samples: [MetricSample] = []
        if let text = read("/proc/self/stat") { samples += statSamples(text) }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            samples.append(MetricSample("process_max_fds", limit.rlim_cur))
        }
        if let count = openDescriptors() { samples.append(MetricSample("process_open_fds", count)) }
        return samples
    }

    /// Source: proc(5), `/proc/[pid]/stat`.
    static func statSamples(_ text: String) -> [MetricSample] {
        // The second field is the program's name in parentheses, which may hold anything.
        guard let end = text.lastIndex(of: ")") else { return [] }
        let fields = text[text.index(after: end)...].split(separator: " ")
        func number(_ place: Int) -> Double? {
            // Places count from 1, and two fields are gone.
            fields.indices.contains(place - 3) ? Double(fields[place - 3]) : nil
        }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        var samples: [MetricSample] = []
        if let user = number(14), let system = number(15) {
            samples.append(MetricSample("process_cpu_seconds_total", (user + system) / ticks))
        }
        if let threads = number(20) { samples.append(MetricSample("process_threads", threads)) }
        if let started = number(22), let boot = bootTime {
            samples.append(MetricSample("process_start_time_seconds", boot + started / ticks))
        }
        if let bytes = number(23) {
            samples.append(MetricSample("process_virtual_memory_bytes", bytes))
        }
        if let pages = number(24) {
            samples.append(MetricSample("process_resident_memory_bytes", pages * page))
        }
        return samples
    }

    /// Seconds since 1970.
    private static let bootTime: Double? = {
        let lines = read("/proc/stat")?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst("btime ".count)) }
    }()

    private static func openDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Without ".", ".." and the folder's own.
        return max(0, count - 3)
    }

    private static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        while bytes.count < 1 << 20 {
            let chunk = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
                count = max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
            }
            if chunk.isEmpty { break }
            bytes += chunk
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
