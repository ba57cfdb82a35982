import Foundation
import Testing

/// Calls that are banned, each with what to use instead.
@Suite struct BannedTests {
    struct Ban: Sendable, CustomTestStringConvertible {
        let text: String
        let instead: String
        /// Modules in which the call is at home.
        var except: Set<String> = []

        var testDescription: String { text }
    }

    static let bans = [
        Ban(
            text: "Date()", instead: "the clock that is passed in (WallClock)",
            except: ["LeadlineCLI"]),
        Ban(
            text: "print(", instead: "the log",
            except: ["LeadlineCLI", "leadline", "simulate", "Simulation", "rpcbench"]),
        Ban(text: "try!", instead: "a thrown error"),
        Ban(text: "fatalError(", instead: "preconditionFailure with a reason"),
        Ban(text: "DispatchQueue", instead: "an EventLoop"),
        Ban(text: "Thread.sleep", instead: "a timer of the loop"),
        Ban(
            text: "Task.sleep", instead: "EventLoop.sleep",
            except: ["LeadlineCLI", "rpcbench", "interop"]),
        Ban(text: "Task.detached", instead: "Task(executorPreference:)"),
    ]

    @Test(arguments: bans) func isNotUsed(_ ban: Ban) {
        for file in SourceFile.all where !file.isTest && !ban.except.contains(file.module) {
            for (index, line) in file.code.enumerated() where line.uses(ban.text) {
                Issue.record("\(file.path):\(index + 1): \(ban.text); use \(ban.instead)")
            }
        }
    }

    @Test func testsDoNotSleep() {
        for file in SourceFile.all where file.isTest && file.module != "TidyTests" {
            for (index, line) in file.code.enumerated()
            where line.uses("Task.sleep") || line.uses("usleep(") || line.uses("Thread.sleep") {
                Issue.record("\(file.path):\(index + 1): a test waits for a signal, not for time")
            }
        }
    }

    @Test func everyUncheckedSendableSaysWhyItIsSafe() {
        for file in SourceFile.all where !file.isTest {
            for (index, line) in file.lines.enumerated() where line.contains("@unchecked Sendable")
            {
                let before = file.lines[max(0, index - 12)...index]
                if !before.contains(where: { $0.contains("//") }) {
                    Issue.record("\(file.path):\(index + 1): no comment proves it")
                }
            }
        }
    }

    @Test func noModuleIsCalledHelpers() {
        for file in SourceFile.all {
            for word in ["Utils", "Helpers", "Common", "Manager"] where file.path.contains(word) {
                Issue.record("\(file.path): if a thing has no name, it has no room yet")
            }
        }
    }
}

extension String {
    /// The text occurs, and isn't the end of a longer word.
    func uses(_ text: String) -> Bool {
        var rest = self[...]
        while let range = rest.range(of: text) {
            let before =
                range.lowerBound > rest.startIndex
                ? rest[rest.index(before: range.lowerBound)] : " "
            if !before.isLetter && !before.isNumber && before != "_" { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }
}
