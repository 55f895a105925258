import Foundation
import Processes
import Testing

/// A program beside the tests that shows something on real parts, such as networks and schedulers.
struct ScriptedTest {
  /// Carries out its quick form: every line of it is a case that went well, or one that it says it
  /// had to skip.
  static func run(_ name: String, _ cases: String..., within limit: Duration = .seconds(600)) throws
  {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    var command = Command(
      tests.appending(path: name).path, arguments: [Sandbox.program, "--quick"] + cases)
    command.environment = CurrentProcess.environment
    command.output = .pipe
    command.errorOutput = .pipe
    let finished = try Running(try command.start()).finish(within: limit)
    #expect(finished.status == .exited(0), "\(finished.output)\(finished.errors)")
    let lines = finished.output.split(separator: "\n")
    for line in lines where line.hasPrefix("skipped: ") { print("\(name) \(line)") }
    let good = ["\"ok\": true", "\"same_table\": true"]
    #expect(
      lines.allSatisfy { line in
        line.hasPrefix("skipped: ") || good.contains { line.contains($0) }
      }, "\(finished.output)")
    #expect(!lines.isEmpty)
  }
}
