package import Processes

/// A way back from a host to an address here, through ssh: a socket file there is the far end.
///
/// A file, and not a port: others on the host cannot reach it, and none has to be free. Lasts as long
/// as this value, and can be renewed when the connection has broken.
package final class Tunnel {
  private let job: Job
  private let target: String
  private var child: Child?

  /// - Parameter target: the address here, such as `127.0.0.1:5555`.
  package init(of job: Job, to target: String) {
    self.job = job
    self.target = target
  }

  /// The endpoint that a program there calls.
  package var endpoint: String { "ipc://\(job.folder)/socket" }

  /// Opens it, or opens it again.
  package func open() throws(HostError) {
    child = nil
    try job.connection.call("socket", job.name)
    // Reads what we never write: when this process ends, however it does, so does the other side.
    child = try job.connection.open(
      job.connection.command(
        HostScript.call(["hold"]),
        forwarding: ["-o", "ExitOnForwardFailure=yes", "-R", "\(job.folder)/socket:\(target)"]))
  }

  /// Waits for a while; gives why the tunnel has broken, or nil while it stands.
  package func breach(within limit: Duration) throws(SystemError) -> String? {
    guard let child else { return "it was never opened" }
    _ = try child.ending.waitUntilReadable(upTo: limit)
    guard try child.poll() != nil else { return nil }
    var said: [UInt8] = []
    while case .bytes(let bytes)? = try child.errorOutput?.read() { said += bytes }
    return SSHErrorMessage.sentence(
      String(decoding: said, as: UTF8.self), to: job.connection.host.destination)
  }
}
