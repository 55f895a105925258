import Foundation
import Processes
import Testing

/// The handling of data that standard output does not take.
struct StandardOutputTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    #expect(try sandbox.run("run", "small.yaml", "-j", "1", "--progress", "none").succeeded)
  }

  static let commands = [
    "table", "table --format csv", "trials", "trials --json", "best", "compare", "variance",
    "status",
    "doctor", "doctor --json", "plan small.yaml", "plan small.yaml --json", "help", "help spec",
    "table --help", "version", "completions bash", "manual", "data", "keys new ada",
    "keys list", "run small.yaml", "run small.yaml --json",
  ]

  @Test(arguments: commands)
  func
    `a full disk behind standard output is told, with exit code 75`(command: String) throws
  {
    let finished = try sandbox.shell("sweep \(command) > /dev/full").finish()
    #expect(finished.status == .exited(75), "\(finished.errors)")
    #expect(
      finished.errors.contains("standard output took not all that was to be written"),
      "\(finished.errors)")
  }

  @Test func `a standard output that is closed is told, and its number given to no file`() throws {
    let before = try Data(contentsOf: URL(filePath: sandbox.path("sweep.sqlite")))
    let finished = try sandbox.shell("sweep table >&-").finish()
    #expect(finished.status == .exited(75))
    #expect(finished.errors.contains("it is closed"), "\(finished.errors)")
    #expect(try Data(contentsOf: URL(filePath: sandbox.path("sweep.sqlite"))) == before)
  }

  @Test func `what prints nothing needs no standard output`() throws {
    #expect(try sandbox.shell("sweep export tables > /dev/full").finish().succeeded)
  }

  @Test func `a reader that has seen enough is no error`() throws {
    let line = "sh -c 'sweep trials --json | head -c 1 > /dev/null; sweep table | head -1'"
    let finished = try sandbox.shell(line).finish()
    #expect(finished.succeeded)
    #expect(!finished.errors.contains("standard output"), "\(finished.errors)")
  }
}
