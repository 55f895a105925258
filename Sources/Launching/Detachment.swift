import Control
import Glibc
import Processes

/// A command that goes on when its terminal has gone.
package enum Detachment {
  /// Starts this command line once more, on its own, and waits until it has said that it works.
  ///
  /// - Parameters:
  ///   - word: the option that asked for this, which the other process is not to see.
  ///   - log: the file for the other's words.
  ///   - results: the file that it coordinates into: once it answers beside that, it works.
  /// - Returns: its process; nil when there was nothing for it to do.
  package static func start(
    without word: String, log: String, coordinating results: String
  ) throws -> Int32? {
    // Before anything is started: too long a path would leave nobody to ask.
    let client = try ControlClient(beside: results)
    try client.ask(.status(after: 0))
    Folder.removeFile(at: log)
    let words = CurrentProcess.arguments.dropFirst().filter { $0 != word }
    var command = Command(
      "/bin/sh",
      arguments: ["-c", #"exec "$@" >"$0" 2>&1"#, log, try CurrentProcess.executablePath()] + words,
      environment: CurrentProcess.environment)
    command.group = .session
    let child = try command.start()
    while true {
      if let status = try child.poll() {
        guard status != .exited(0) else { return nil }
        let said = String(decoding: (try? WholeFile.bytes(at: log)) ?? [], as: UTF8.self)
        let line = said.split(separator: "\n").last.map(String.init)
        throw LaunchError(line?.trimmingPrefix("sweep: ").description ?? "it \(status)")
      }
      if try client.answer(within: .milliseconds(50)) != nil { break }
    }
    // A child ends with its owner; this one has none from now on.
    _ = Unmanaged.passRetained(child)
    return child.id
  }
}
