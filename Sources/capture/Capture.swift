import CaptureService
import ServiceHost

/// The capture service's program.
@main
enum Capture {
    static func main() {
        ServiceProgram.main(.capture)
    }
}
