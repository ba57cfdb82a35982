import GRPC
import Glibc
import Logging
import Reactor

/// The whole of a service's `main`: settings, start, signals, stop, exit code.
///
/// This is our own rather than swift-service-lifecycle: what is needed is two signals and one
/// order of stopping, which `RunningHost.shutdown` reads top to bottom, and the package would
/// bring swift-async-algorithms and swift-collections into every clean build.
public enum ServiceProgram {
    /// Runs a service until it is told to stop (SIGTERM, SIGINT), and exits. A second signal
    /// exits at once.
    public static func main(_ definition: ServiceDefinition) -> Never {
        if CommandLine.arguments.count > 1 { exitWithHelp(definition.kind) }
        let settings: HostSettings
        do throws(SettingsError) {
            settings = try HostSettings(definition.kind, environment: environment())
        } catch {
            say("\(error)\n\nSee `\(definition.kind.rawValue) --help`.\n", to: STDERR_FILENO)
            exit(ExitCode.usage.rawValue)
        }
        let name = definition.kind.rawValue
        let logger = Logger(label: name) { _ in
            var log = StandardErrorLog(
                service: name, format: settings.logFormat, level: settings.logLevel)
            log.metadataProvider = .trace
            return log
        }
        Signals.block()
        exit(run(definition, settings, logger).rawValue)
    }

    private static func run(
        _ definition: ServiceDefinition, _ settings: HostSettings, _ logger: Logger
    ) -> ExitCode {
        let loops: EventLoopGroup
        do {
            loops = try EventLoopGroup(count: settings.loops)
        } catch {
            logger.critical("no event loop", metadata: ["error": "\(error)"])
            return .system
        }
        let program = ProgramRun(loop: loops.loops[0], logger: logger)
        program.start { failed in
            try await RunningHost.start(
                definition, settings: settings, loops: loops, logger: logger, failed: failed)
        }
        let code = program.waitForEnd(stopWait: settings.stopWait)
        loops.shutdown()
        return code
    }

    private static func exitWithHelp(_ kind: ServiceKind) -> Never {
        let wantsHelp = ["--help", "-h"].contains(CommandLine.arguments[1])
        say(SettingVariable.help(kind), to: wantsHelp ? STDOUT_FILENO : STDERR_FILENO)
        exit(wantsHelp ? ExitCode.stopped.rawValue : ExitCode.usage.rawValue)
    }

    private static func say(_ text: String, to file: Int32) {
        var text = text
        text.withUTF8 { _ = write(file, $0.baseAddress, $0.count) }
    }

    /// The process's environment, without Foundation.
    static func environment() -> [String: String] {
        var result: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return result
    }
}

extension Logger.MetadataProvider {
    /// The trace of the call that is being served, on every line that is written meanwhile: one
    /// lead is followed through all services by its `trace_id`.
    static let trace = Logger.MetadataProvider {
        TraceContext.current.map { ["trace_id": "\($0.traceID)"] } ?? [:]
    }
}
