import Processes

/// The first moments of a job: until it is told to stay, it ends when the process that started it does.
///
/// Its host reads from a pipe whose other end is here. However this process ends, the host reads that
/// end, so that nothing stays where nobody will hear of it.
package final class WorkerStartup {
  private let connection: SSHConnection
  private let child: Child
  private var output: [UInt8] = []
  private var errors: [UInt8] = []

  /// Waits until the host says that the job runs.
  init(through connection: SSHConnection, _ child: Child) throws {
    self.connection = connection
    self.child = child
    try follow { line in line.hasPrefix("started ") || line.hasPrefix("running ") }
  }

  /// Has the job go on, whatever becomes of this process.
  package func pass() throws {
    // Nobody reads it where the job ran before already.
    _ = try child.input?.write("stay\n".utf8)
    child.input = nil
    try follow { _ in false }
  }

  /// Takes in what the host says, up to a line or to its end.
  private func follow(until isEnough: (Substring) -> Bool) throws {
    let timeout = connection.timeout
    let clock = SuspendingClock()
    let deadline = clock.now + timeout
    while true {
      let status = try child.poll()
      while case .bytes(let bytes)? = try child.output?.read() { output += bytes }
      while case .bytes(let bytes)? = try child.errorOutput?.read() { errors += bytes }
      let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
      if status == .exited(0) || lines.contains(where: isEnough) { return }
      if status != nil {
        throw HostError(
          SSHErrorMessage.sentence(
            String(decoding: errors, as: UTF8.self), to: connection.host.destination))
      }
      guard clock.now < deadline else { throw HostError(silentFor: timeout) }
      _ = try child.ending.waitUntilReadable(upTo: .milliseconds(10))
    }
  }
}
