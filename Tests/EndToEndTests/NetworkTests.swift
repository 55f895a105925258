import Foundation
import Processes
import Testing

/// Three machines on a network that fails, as far as one machine can play them.
struct NetworkTests {
  @Test func `no partition and no loss changes the table`() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "networks").path
    var command = Command(script, arguments: [Sandbox.program, "--quick"])
    command.environment = CurrentProcess.environment
    command.output = .pipe
    command.errorOutput = .pipe
    let finished = try Running(try command.start()).finish(within: .seconds(300))
    #expect(finished.status == .exited(0), "\(finished.output)\(finished.errors)")
    // Where there is neither root nor a namespace, this says why.
    let lines = finished.output.split(separator: "\n")
    for line in lines where line.hasPrefix("skipped: ") { print("networks \(line)") }
    #expect(lines.allSatisfy { $0.hasPrefix("skipped: ") || $0.contains("\"same_table\": true") })
    #expect(!lines.isEmpty)
  }
}
