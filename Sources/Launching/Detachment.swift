import Glibc
import Processes

/// A command that goes on when its terminal has gone.
package enum Detachment {
  /// Starts this command line once more, on its own, and waits until it has said that it works.
  ///
  /// - Parameters:
  ///   - word: what asked for this, which the other is not to see.
  ///   - log: where the other's words go.
  ///   - sign: what the other says once it works.
  /// - Returns: its process; nil when there was nothing for it to do.
  package static func start(without word: String, log: String, sign: String) throws -> Int32? {
    // What an earlier one said is no sign of this.
    Folder.removeFile(at: log)
    let words = CurrentProcess.arguments.dropFirst().filter { $0 != word }
    var command = Command(
      "/bin/sh",
      arguments: ["-c", #"exec "$@" >"$0" 2>&1"#, log, try CurrentProcess.executablePath()] + words,
      environment: CurrentProcess.environment)
    command.group = .session
    let child = try command.start()
    while true {
      let status = try child.poll()
      let said = String(decoding: (try? WholeFile.bytes(at: log)) ?? [], as: UTF8.self)
      if let status {
        guard status != .exited(0) else { return nil }
        let line = said.split(separator: "\n").last.map(String.init)
        throw LaunchError(line?.trimmingPrefix("sweep: ").description ?? "it \(status)")
      }
      if said.contains(sign) { break }
      _ = try child.ending.waitUntilReadable(upTo: .milliseconds(50))
    }
    // A child ends with its owner; this one has none from now on.
    _ = Unmanaged.passRetained(child)
    return child.id
  }
}
