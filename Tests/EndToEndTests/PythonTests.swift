import Foundation
import Processes
import Testing

/// The modules for Python pass their own tests, which run the built program: asking and telling, the reader
/// for notebooks, and the helpers for programs.
@Suite(.enabled(if: Folder.exists(at: "/usr/bin/python3"), "there is no Python"))
struct PythonTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "sweeps/python").path

  @Test(arguments: ["test_sweep_search", "test_sweep_results", "test_sweep_trial"])
  func `a module passes its tests`(name: String) throws {
    let sandbox = try Sandbox()
    var command = Command("/usr/bin/python3", arguments: ["-m", "unittest", name])
    command.environment = [
      "PATH": "/usr/bin:/bin", "HOME": sandbox.directory, "SWEEP": Sandbox.program,
      "TMPDIR": sandbox.directory, "PYTHONDONTWRITEBYTECODE": "1",
    ]
    command.directory = Self.folder
    command.output = .pipe
    command.errorOutput = .pipe
    let tests = try Running(try command.start()).finish()
    #expect(tests.status == .exited(0), "\(tests.errors)")
  }
}
