/// A program that runs on a host on its own, connection or not.
package struct Job: Sendable {
  /// The way to the host that it runs on.
  package let connection: SSHConnection
  /// The name of the job there, among the jobs of others.
  package let name: String
  /// Where its files lie: its key is `key`, the near end of its tunnel `socket`.
  package let folder: String

  /// - Parameter base: the folder that the probe told.
  package init(_ name: String, through connection: SSHConnection, base: String) {
    self.connection = connection
    self.name = name
    folder = "\(base)/jobs/\(name)"
  }

  /// Has the host make a key for the job, unless it has one for this coordinator; only the public
  /// half travels.
  ///
  /// - Parameters:
  ///   - program: the program there that makes keys.
  ///   - coordinator: the public key of who is to be called.
  package func key(
    named key: String, coordinator: String, program: String
  ) throws(HostError) -> String {
    let said = try connection.call("key", name, program, key, coordinator)
    guard let line = said.split(separator: "\n").last, line.utf8.count == 64 else {
      throw HostError("no key was made there: \(said)")
    }
    return String(line)
  }

  /// Starts a command, or leaves it alone where it runs already; it has yet to be told to stay.
  package func start(_ words: [String]) throws -> WorkerStartup {
    let call = connection.command(HostScript.call(["start", name] + words))
    return try WorkerStartup(through: connection, try connection.open(call))
  }

  /// Whether it runs, and the last line that it said.
  package func state() throws(HostError) -> (runs: Bool, lastLine: String?) {
    let lines = try connection.call("state", name).split(separator: "\n")
    return (lines.first == "running", lines.dropFirst().last.map(String.init))
  }

  /// Asks it to finish what it does and go.
  package func drain() throws(HostError) { try connection.call("drain", name) }

  /// Ends it at once; it may still hand back what it holds.
  package func stop() throws(HostError) { try connection.call("stop", name) }
}

extension SSHConnection {
  /// Takes away everything that was ever brought to the host or started there.
  package func clean() throws(HostError) { try call("clean") }
}
