import Foundation
import Processes

/// The built program in a directory of its own, as a person at a shell would have it.
final class Sandbox {
  let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "sweep-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// The program that was built together with these tests, or the one that `SWEEP_PROGRAM` names.
  static let program: String = {
    if let named = ProcessInfo.processInfo.environment["SWEEP_PROGRAM"] { return named }
    let tests = URL(filePath: (try? CurrentProcess.executablePath()) ?? "")
    return tests.deletingLastPathComponent().appending(path: "sweep").path
  }()

  /// How sanitizers are to behave is told to the program too, where the tests are told.
  private static let sanitizers = ProcessInfo.processInfo.environment.filter {
    ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key)
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path(name)))
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Starts a command line in the background.
  func start(_ arguments: String...) throws -> Running {
    try start(arguments)
  }

  /// Carries out a command line to its end.
  @discardableResult
  func run(_ arguments: String...) throws -> Finished {
    try run(arguments)
  }

  /// Carries out a command line to its end.
  @discardableResult
  func run(_ arguments: [String]) throws -> Finished {
    try start(arguments).finish()
  }

  /// Starts a line as a person would write it, in which `sweep` is the built program.
  func shell(_ line: String) throws -> Running {
    let folder = URL(filePath: Sandbox.program).deletingLastPathComponent().path
    return try start(
      words: ["/bin/sh", "-c", "exec \(line)"], environment: ["PATH": "\(folder):/usr/bin:/bin"])
  }

  /// Starts another program in the background.
  func start(
    _ arguments: [String], as program: String, environment: [String: String] = [:]
  ) throws -> Running {
    try start(words: [program] + arguments, environment: environment)
  }

  /// Starts a command line in the background.
  ///
  /// - Parameters:
  ///   - tool: a program and its arguments that starts ours, such as `strace`.
  ///   - environment: besides the usual.
  func start(
    _ arguments: [String], under tool: [String] = [], environment: [String: String] = [:]
  ) throws -> Running {
    try start(words: tool + [Sandbox.program] + arguments, environment: environment)
  }

  private func start(words: [String], environment: [String: String]) throws -> Running {
    var command = Command(words[0], arguments: Array(words.dropFirst()))
    command.environment = ["PATH": "/usr/bin:/bin", "HOME": directory, "TMPDIR": directory]
      .merging(Sandbox.sanitizers) { _, new in new }.merging(environment) { _, new in new }
    command.directory = directory
    command.output = .pipe
    command.errorOutput = .pipe
    return Running(try command.start())
  }
}

/// The result of a command line.
struct Finished {
  let status: ExitStatus
  let output: String
  let errors: String

  var succeeded: Bool { status == .exited(0) }
}

/// A command line under way.
final class Running {
  let child: Child
  private var output: [UInt8] = []
  private var errors: [UInt8] = []

  init(_ child: Child) { self.child = child }

  struct EndedBefore: Error {
    let errors: String
  }

  struct TookTooLong: Error {
    let errors: String
  }

  /// Waits for the end; a program that hangs is a failed test and not a hung one.
  func finish(within limit: Duration = .seconds(120)) throws -> Finished {
    let deadline = ContinuousClock.now + limit * Sanitizer.patience
    while true {
      let status = try child.poll()
      try read()
      if let status {
        return Finished(
          status: status, output: String(decoding: output, as: UTF8.self),
          errors: String(decoding: errors, as: UTF8.self))
      }
      try wait(until: deadline)
    }
  }

  /// Waits until a line of its standard error fits.
  func waitForLine(
    within limit: Duration = .seconds(60), where fits: (Substring) -> Bool
  ) throws -> String {
    let deadline = ContinuousClock.now + limit * Sanitizer.patience
    while true {
      let status = try child.poll()
      try read()
      let lines = String(decoding: errors, as: UTF8.self).split(separator: "\n")
      if let line = lines.first(where: fits) { return String(line) }
      if status != nil { throw EndedBefore(errors: String(decoding: errors, as: UTF8.self)) }
      try wait(until: deadline)
    }
  }

  /// Waits until a line of its standard output is whole, and gives the first.
  func firstLine(within limit: Duration = .seconds(60)) throws -> String {
    let deadline = ContinuousClock.now + limit * Sanitizer.patience
    while true {
      let status = try child.poll()
      try read()
      if let end = output.firstIndex(of: UInt8(ascii: "\n")) {
        return String(decoding: output[..<end], as: UTF8.self)
      }
      if status != nil { throw EndedBefore(errors: String(decoding: errors, as: UTF8.self)) }
      try wait(until: deadline)
    }
  }

  private func wait(until deadline: ContinuousClock.Instant) throws {
    guard ContinuousClock.now < deadline else {
      throw TookTooLong(errors: String(decoding: errors, as: UTF8.self))
    }
    _ = try child.ending.waitUntilReadable(upTo: .milliseconds(5))
  }

  private func read() throws {
    while case .bytes(let bytes)? = try child.output?.read() { output += bytes }
    while case .bytes(let bytes)? = try child.errorOutput?.read() { errors += bytes }
  }
}
