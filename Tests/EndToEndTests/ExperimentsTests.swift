import Foundation
import Processes
import Testing

/// The experiments of `sweeps/`, each for one epoch and one replicate: as people try them.
///
/// Minutes of training, and so only where `SWEEP_EXPERIMENTS` is `short`.
struct ExperimentsTests {
  private static let isWanted =
    ProcessInfo.processInfo.environment["SWEEP_EXPERIMENTS"] == "short"

  private static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The specs, those that begin with others' networks last.
  private static var specs: [String] {
    get throws {
      let folder = package.appending(path: "sweeps").path
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
      let begun = try files.map {
        try String(contentsOfFile: $0, encoding: .utf8).contains("from:")
      }
      return zip(files, begun).filter { !$0.1 }.map(\.0) + zip(files, begun).filter(\.1).map(\.0)
    }
  }

  @Test(.enabled(if: isWanted, "minutes of training: only with SWEEP_EXPERIMENTS=short"))
  func `all specs run shortened, into one results file`() throws {
    let sandbox = try Sandbox()
    let beside = Self.package.deletingLastPathComponent().appending(path: "shared/data").path
    let named = ProcessInfo.processInfo.environment["SWEEP_DATA"]
    let environment = ["SWEEP_DATA": named.map { "\($0):\(beside)" } ?? beside]
    var run = 0
    for spec in try Self.specs {
      let name = URL(filePath: spec).deletingPathExtension().lastPathComponent
      let trains = try !String(contentsOfFile: spec, encoding: .utf8).contains("epochs: 0")
      let changes = ["--set", "evaluate.replicates=1"] + (trains ? ["--epochs", "1"] : [])
      let plan = try sandbox.start(["plan", spec] + changes, environment: environment).finish()
      if plan.errors.contains("was not found in") || plan.errors.contains("holds no sweep") {
        print("\(name): skipped, as its data is not here")
        continue
      }
      let start = ContinuousClock.now
      let finished = try sandbox.start(
        ["run", spec, "--keep", "weights=last"] + changes, environment: environment
      ).finish(within: .seconds(600))
      #expect(finished.status == .exited(0), "\(name): \(finished.errors)")
      #expect(finished.output.hasPrefix("\(name): "))
      print("\(name): \(Int((ContinuousClock.now - start) / .seconds(1))) s")
      run += 1
    }
    #expect(run > 0)
  }
}
