/// What a loop runs: a Swift job, or a closure.
enum Work {
    case job(UnownedJob)
    case body(() -> Void)
}
