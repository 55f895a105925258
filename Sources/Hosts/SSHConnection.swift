import Hashing
import Processes

/// A host as the user's own ssh reaches it.
///
/// Never asks for a password and never changes `known_hosts`; user, port, keys, agent and jump hosts
/// are those of ssh's own configuration.
package struct SSHConnection: Sendable {
  /// The host that ssh is called with, by its destination.
  package let host: RemoteHost
  /// The words of the ssh to run.
  let shell: [String]
  /// How long one command may take; copies may take longer.
  let timeout: Duration

  /// - Parameters:
  ///   - shell: the words of another ssh; nil for `ssh`.
  ///   - timeout: for one command; one that takes longer is killed, and throws.
  package init(_ host: RemoteHost, shell: [String]? = nil, timeout: Duration = .seconds(60)) {
    self.host = host
    self.shell = shell ?? ["ssh"]
    self.timeout = timeout
  }

  private static let options = [
    "-T", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=no",
    "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3",
    "-o", "ForwardX11=no", "-o", "ControlMaster=no", "-o", "ControlPath=none",
  ]

  /// ssh with a command for the host.
  ///
  /// - Parameter forwarding: options that forward something; nil for none, the configuration's included.
  func command(_ text: String, forwarding: [String]? = nil) -> Command {
    let forwards = forwarding ?? ["-o", "ClearAllForwardings=yes"]
    return Command(
      shell[0],
      arguments: shell.dropFirst() + SSHConnection.options + forwards + [host.destination, text],
      environment: CurrentProcess.environment)
  }

  /// Carries out a command of the script, and gives what it printed.
  @discardableResult
  func call(_ words: String...) throws(HostError) -> String { try call(words) }

  @discardableResult
  func call(_ words: [String]) throws(HostError) -> String {
    try perform(command(HostScript.call(words)))
  }

  private func perform(
    _ command: Command, reading input: [UInt8] = [], within limit: Duration? = nil
  ) throws(HostError) -> String {
    let said: CommandOutput
    do throws(SystemError) {
      said = try command.output(reading: input, within: limit ?? timeout)
    } catch {
      throw SSHConnection.noShell(error)
    }
    switch said.status {
    case .exited(0): return said.output
    case .signalled(.kill): throw HostError(silentFor: limit ?? timeout)
    default: throw HostError(SSHErrorMessage.sentence(said.errors, to: host.destination))
    }
  }

  /// Starts a command that lasts, and reads what is written for it.
  func open(_ command: Command) throws(HostError) -> Child {
    Signal.pipe.ignore()
    var command = command
    command.input = .pipe
    command.output = .pipe
    command.errorOutput = .pipe
    do throws(SystemError) {
      return try command.start()
    } catch {
      throw SSHConnection.noShell(error)
    }
  }

  private static func noShell(_ error: SystemError) -> HostError {
    HostError("ssh cannot be started (\(error.message)); install it, or name another", cause: error)
  }

  /// Looks at the host, and puts there what all further calls need.
  package func probe() throws(HostError) -> HostFacts {
    let answer = try perform(
      command(HostScript.install), reading: Array(HostScript.text.utf8), within: .seconds(30))
    return try HostFacts(answer)
  }

  /// Asks the program there for its version.
  package func version(of program: String) throws(HostError) -> String {
    try call("version", program)
  }

  /// Brings a file there by its content; what an earlier try brought is not sent again.
  ///
  /// - Throws: when what arrived is not what was sent.
  package func send(_ file: LocalFile) throws(HostError) {
    let size = try call("size", file.hash)
    let arrived = size.split(separator: "\n").last.flatMap { Int($0) } ?? 0
    let put = command(HostScript.call(["put", file.hash]))
    // A long file goes straight into the pipe, and not through this process.
    let pipe = Command(
      "/bin/sh",
      arguments: [
        "-c", #"from=$1 file=$2; shift 2; tail -c "+$from" -- "$file" | "$@""#, "sh",
        "\(min(arrived, file.size) + 1)", file.path, put.program,
      ] + put.arguments, environment: put.environment)
    do throws(HostError) {
      _ = try perform(pipe, within: .seconds(24 * 3600))
    } catch {
      guard error.description == "hash" else { throw error }
      throw HostError(
        "'\(file.path)' did not arrive as it was sent, and was thrown away; try again")
    }
  }

  /// The content of an archive, by which it gets its place.
  package enum Kind: String, Sendable {
    /// A program of ours.
    case program = "programs"
    /// A folder of the user's.
    case code = "codes"
  }

  /// Unpacks an archive that was sent; the name then stands for what is in it.
  package func unpack(
    _ archive: LocalFile, as kind: Kind, _ name: String
  ) throws(HostError) {
    try call("unpack", archive.hash, kind.rawValue, name)
  }

  /// The programs of a list that are not installed there.
  package func lacking(of programs: [String]) throws(HostError) -> [String] {
    try call(["lacking"] + programs).split(separator: "\n").map(String.init)
  }

  /// Gives a file that was sent its place in `~/.cache/sweep`.
  package func share(_ file: LocalFile, at place: String) throws(HostError) {
    try call("share", file.hash, place)
  }

  /// Gives a file that was sent its place in the folder that a job starts in.
  package func lay(_ file: LocalFile, at place: String, of job: String) throws(HostError) {
    try call("lay", job, file.hash, place)
  }
}

/// A file here that is to be there.
package struct LocalFile: Hashable, Sendable {
  /// The path here, as it was given.
  package let path: String
  /// Bytes of the file when it was read.
  package let size: Int
  /// As `b2sum -l 256` prints it.
  package let hash: String

  /// Reads the file.
  package init(at path: String) throws(HostError) {
    do throws(SystemError) {
      let bytes = try WholeFile.bytes(at: path)
      size = bytes.count
      hash = "\(Digest(of: bytes))"
      self.path = path
    } catch {
      throw HostError("'\(path)' cannot be read: \(error.message)")
    }
  }
}
