import ArgumentParser
import GRPC
import LeadImport
import Postgres
import StrictYAML

/// Why a command ends without having done what it was asked, in words for people.
struct CommandFailure: Error, Sendable {
    /// What the shell is told.
    enum Kind: Int32, Sendable {
        /// It was refused, or failed.
        case failed = 1
        /// The arguments can't be used.
        case usage = 64
        /// A document has problems.
        case problems = 65
        /// A file can't be read or written.
        case file = 66
        /// A server can't be reached.
        case unavailable = 69
        /// The key doesn't allow it.
        case notPermitted = 77
    }

    let kind: Kind
    let message: String

    init(_ kind: Kind = .failed, _ message: String) {
        self.kind = kind
        self.message = message
    }

    var exitCode: Int32 { kind.rawValue }

    /// What any error comes to; nil for those that the argument parser explains itself.
    init?(of error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as RPCError: self.init(rpc: error)
        case let error as PostgresError: self.init(postgres: error)
        case let problems as DocumentProblems: self.init(.problems, problems.description)
        case let error as LeadFileError: self.init(.file, error.description)
        case is ValidationError, is CleanExit, is ExitCode: return nil
        case is CancellationError: self.init(.failed, "It was interrupted.")
        default:
            // The argument parser's own errors aren't public; theirs is the help text.
            let isParsers = String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
            if isParsers { return nil }
            self.init(.failed, String(describing: error))
        }
    }

    private init(rpc error: RPCError) {
        let kind: Kind =
            switch error.code {
            case .unavailable, .deadlineExceeded: .unavailable
            case .unauthenticated, .permissionDenied: .notPermitted
            default: .failed
            }
        self.init(kind, "\(error.code): \(error.message)")
    }

    private init(postgres error: PostgresError) {
        switch error.kind {
        case .unavailable, .connectionLost, .acquireTimeout, .outcomeUnknown:
            self.init(.unavailable, error.description)
        default:
            self.init(.failed, error.description)
        }
    }
}
