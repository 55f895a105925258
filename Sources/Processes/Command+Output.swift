/// The output of a program, and how it ended.
package struct CommandOutput: Hashable, Sendable {
  /// The end of the program itself; processes that it started may outlive it.
  package let status: ExitStatus
  /// All that it wrote to standard output; bytes that are not UTF-8 become U+FFFD.
  package let output: String
  /// All that it wrote to standard error; bytes that are not UTF-8 become U+FFFD.
  package let errors: String
}

extension Command {
  /// Runs the program to its end and gives all its output.
  ///
  /// - Parameter input: the bytes that it is given to read.
  /// - Parameter limit: how long it may take before it is killed; nil for as long as it likes.
  package func output(
    reading input: [UInt8] = [], within limit: Duration? = nil
  ) throws(SystemError) -> CommandOutput {
    Signal.pipe.ignore()
    var command = self
    command.input = input.isEmpty ? .null : .pipe
    command.output = .pipe
    command.errorOutput = .pipe
    let child = try command.start()
    let clock = SuspendingClock()
    let deadline = limit.map { clock.now + $0 }
    var rest = input[...]
    var output: [UInt8] = []
    var errors: [UInt8] = []
    while true {
      let status = try child.poll()
      while case .bytes(let bytes)? = try child.output?.read() { output += bytes }
      while case .bytes(let bytes)? = try child.errorOutput?.read() { errors += bytes }
      if let status {
        return CommandOutput(
          status: status, output: String(decoding: output, as: UTF8.self),
          errors: String(decoding: errors, as: UTF8.self))
      }
      if let deadline, clock.now > deadline { child.send(.kill) }
      try child.feed(&rest)
      _ = try child.ending.waitUntilReadable(upTo: .milliseconds(rest.isEmpty ? 10 : 1))
    }
  }
}

extension Child {
  /// Writes as much as its pipe takes, and closes it at the end.
  fileprivate func feed(_ rest: inout ArraySlice<UInt8>) throws(SystemError) {
    while !rest.isEmpty, let result = try input?.write(rest.prefix(65_536)) {
      guard case .wrote(let count) = result else {
        // A program that closes its input wants no more of it.
        if result == .closed { rest = [] }
        break
      }
      rest = rest.dropFirst(count)
    }
    if rest.isEmpty { input = nil }
  }
}
