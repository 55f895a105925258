import CLinux
import Glibc

/// A program to start, and all it starts with: nothing else is passed on.
///
/// ```swift
/// var command = Command("/bin/cat", arguments: ["-"])
/// command.input = .pipe
/// let child = try command.start()
/// ```
///
/// Descriptors above 2 are closed in the child, no signal is blocked or ignored there.
package struct Command: Hashable, Sendable {
  /// Where one of the three standard streams leads.
  package enum Stream: Hashable, Sendable {
    /// Where ours leads.
    case inherit
    case null
    /// To a pipe, whose other end the `Child` has.
    case pipe
    /// The end of standard output, for standard error: all is read in the order of writing.
    case output
  }

  /// The processes that also get the signals that the child is sent, by us or by the terminal.
  package enum Group: Hashable, Sendable {
    /// We do: the child stays in our process group.
    case inherited
    /// The child's descendants do, and Ctrl-C at our terminal does not reach it.
    case own
    /// As `own`, and it has no terminal at all.
    case session
  }

  /// A path, or a name that is looked up in our `PATH`.
  package var program: String

  /// Where the program is, if that has been found out; nil has it looked for.
  package var path: String?

  /// The words that follow the program's name.
  package var arguments: [String]

  /// The whole environment.
  package var environment: [String: String]

  /// Where it starts; nil is where we are.
  package var directory: String?

  /// The source of standard input: nothing unless told otherwise.
  package var input = Stream.null
  /// The target of standard output: ours unless told otherwise.
  package var output = Stream.inherit
  /// The target of standard error: ours unless told otherwise. `output` is for it alone.
  package var errorOutput = Stream.inherit
  /// The process group of the child: its own unless told otherwise.
  package var group = Group.own

  /// - Parameters:
  ///   - program: a path, or a name that is looked up in our `PATH`.
  ///   - environment: all variables of the child; none of ours is passed on.
  package init(
    _ program: String, arguments: [String] = [], environment: [String: String] = [:]
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
  }

  /// Starts the program; throws when there is none, or the system has no room.
  package func start() throws(SystemError) -> Child {
    let streams = [input, output, errorOutput]
    var pipes: [Pipe?] = []
    for stream in streams { pipes.append(stream == .pipe ? try Pipe() : nil) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for number: Int32 in 0...2 {
      let pipe = pipes[Int(number)]
      if let end = number == 0 ? pipe?.readEnd?.number : pipe?.writeEnd?.number {
        posix_spawn_file_actions_adddup2(&actions, end, number)
      } else if streams[Int(number)] == .null {
        posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
      } else if streams[Int(number)] == .output {
        posix_spawn_file_actions_adddup2(&actions, 1, number)
      }
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    if let directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }

    var attributes = attributes()
    defer { posix_spawnattr_destroy(&attributes) }

    var id: pid_t = 0
    var words = CStrings(capacity: arguments.count + 1)
    words.append(program)
    for word in arguments { words.append(word) }
    var variables = CStrings(capacity: environment.count)
    for (name, value) in environment { variables.append(name, value: value) }
    guard words.areWhole, variables.areWhole, environment.keys.allSatisfy(\.isVariable)
    else { throw SystemError("posix_spawn", subject, code: EINVAL) }
    let code = words.withPointers { words in
      variables.withPointers { variables in
        posix_spawnp(&id, path ?? program, &actions, &attributes, words, variables)
      }
    }
    guard code == 0 else {
      // The system tells of it as of a missing program.
      guard !streams.contains(.null) || access("/dev/null", R_OK | W_OK) == 0 else {
        throw SystemError("posix_spawn", "\(program), as there is no /dev/null to open", code: code)
      }
      throw SystemError("posix_spawn", subject, code: code)
    }
    return try Child(
      id: id, leadsGroup: group != .inherited, input: pipes[0]?.writeEnd.take(),
      output: pipes[1]?.readEnd.take(), errorOutput: pipes[2]?.readEnd.take())
  }

  /// Where a program of this name is, as `start` looks for it: in the folders of a `PATH`; nil when it
  /// is in none.
  package static func path(of program: String, in path: String?) -> String? {
    if program.contains("/") { return program }
    let folders = (path ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first {
      access($0, X_OK) == 0 && Folder.kind(of: $0) == .file
    }
  }

  private var subject: String { directory.map { "\(program) in \($0)" } ?? program }

  private func attributes() -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let own =
      switch group {
      case .inherited: 0
      case .own: Int(POSIX_SPAWN_SETPGROUP)
      case .session: SPAWN_SETSID
      }
    let flags = Int(POSIX_SPAWN_SETSIGMASK) | Int(POSIX_SPAWN_SETSIGDEF) | own
    posix_spawnattr_setflags(&attributes, Int16(flags))
    return attributes
  }
}

extension String {
  /// Whether it can be the name of an environment variable.
  fileprivate var isVariable: Bool { !isEmpty && !utf8.contains(UInt8(ascii: "=")) }
}

/// Texts as C wants them, in one piece of memory: a program has a hundred variables.
private struct CStrings {
  private var bytes: [UInt8] = []
  private var starts: [Int] = []

  /// - Parameter capacity: how many texts there will be.
  init(capacity: Int) {
    bytes.reserveCapacity(64 * capacity)
    starts.reserveCapacity(capacity)
  }

  /// Adds a text, or the name of a variable and its value.
  mutating func append(_ text: String, value: String? = nil) {
    starts.append(bytes.count)
    bytes += text.utf8
    if let value {
      bytes.append(UInt8(ascii: "="))
      bytes += value.utf8
    }
    bytes.append(0)
  }

  /// Whether C, which ends a text at its first NUL, sees all of them.
  var areWhole: Bool { bytes.reduce(0) { $1 == 0 ? $0 + 1 : $0 } == starts.count }

  /// Lends them as an array of pointers that ends with a null one.
  mutating func withPointers<Result>(
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    bytes.withUnsafeMutableBytes { bytes in
      let texts = bytes.bindMemory(to: CChar.self).baseAddress
      return body(starts.map { start in texts.map { $0 + start } } + [nil])
    }
  }
}
