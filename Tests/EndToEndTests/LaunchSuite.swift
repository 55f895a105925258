import Foundation
import Testing

/// A suite of workers elsewhere, as README's page "On several machines" starts them: its lines are the ones that
/// run here, with stand-ins for what leads to other machines.
protocol LaunchSuite {
  /// With this `sweep` and the stand-ins in its `bin`, and a sweep of digits.
  var sandbox: Sandbox { get }
}

extension LaunchSuite {
  static func makeSandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    for folder in ["bin", "sweeps"] {
      try FileManager.default.createDirectory(
        atPath: sandbox.path(folder), withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.path("bin/sweep"), withDestinationPath: Sandbox.program)
    try sandbox.write(SmallSpec.digits(replicates: 6), to: "sweeps/digits-l2.yaml")
    return sandbox
  }

  func line(_ words: String) throws -> String {
    try Readme.line(words, of: "On several machines")
  }

  /// A program of this name that is found before all others.
  func standIn(_ name: String, _ script: String) throws {
    try sandbox.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)")
    chmod(sandbox.path("bin/\(name)"), 0o755)
  }

  func start(_ line: String) throws -> Running {
    try sandbox.start(
      ["-c", line], as: "/bin/sh", environment: ["PATH": "\(sandbox.path("bin")):/usr/bin:/bin"])
  }

  @discardableResult
  func run(_ line: String) throws -> Finished { try start(line).finish() }

  func localDigest() throws -> String {
    try run("sweep run sweeps/digits-l2.yaml -j 2 --results local.sqlite")
    return try digest("--results local.sqlite")
  }

  func digest(_ options: String = "") throws -> String {
    let status = try run("sweep status --json \(options)")
    let json = try JSONSerialization.jsonObject(with: Data(status.output.utf8))
    return try #require((json as? [String: Any])?["digest"] as? String, "\(status.errors)")
  }
}
