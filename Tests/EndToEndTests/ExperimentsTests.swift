import Foundation
import Processes
import Testing

/// The experiments of `sweeps/`, each for one epoch and one replicate: as people try them.
///
/// Minutes of training, and so only where `SWEEP_EXPERIMENTS` is `short`, or `all`: then also those of
/// which no results were recorded, which are the longest.
struct ExperimentsTests {
  private static let choice = ProcessInfo.processInfo.environment["SWEEP_EXPERIMENTS"]
  private static let isWanted = choice == "short" || choice == "all"

  private static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Where the data is.
  private static var environment: [String: String] {
    let beside = package.deletingLastPathComponent().appending(path: "shared/data").path
    let named = ProcessInfo.processInfo.environment["SWEEP_DATA"]
    return ["SWEEP_DATA": named.map { "\($0):\(beside)" } ?? beside]
  }

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
    let environment = Self.environment
    let kernel = try sandbox.kernel()
    var run = 0
    for spec in try Self.specs {
      let name = URL(filePath: spec).deletingPathExtension().lastPathComponent
      let text = try String(contentsOfFile: spec, encoding: .utf8)
      let golden = "short/\(name).\(kernel).txt"
      guard try Self.choice == "all" || Golden.exists(golden) || Golden.hasSome("short/\(name)")
      else {
        print(
          "\(name): left out, as its results were never recorded; SWEEP_EXPERIMENTS=all has it run")
        continue
      }
      // A race drops nobody before its third block, and is refused with no more.
      let replicates = text.contains("race:") ? 4 : 1
      let changes =
        ["--set", "evaluate.replicates=\(replicates)"]
        + (text.contains("epochs: 0") ? [] : ["--epochs", "1"])
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
      // The table of the sweep, or of its confirmation.
      #expect(["\(name): ", "\(name)+confirmed: "].contains { finished.output.hasPrefix($0) })
      print("\(name): \(Int((ContinuousClock.now - start) / .seconds(1))) s")
      if Golden.exists(golden) {
        try Golden.expect(try sandbox.results(), golden)
      } else {
        print("\(name): results not compared, as those of \(kernel) were never recorded")
      }
      run += 1
    }
    #expect(run > 0)
  }

  /// As they are, not shortened; those that begin with others' networks have no identities before
  /// these are trained, and are held by their results above.
  @Test(.enabled(if: isWanted, "reads all data: only with SWEEP_EXPERIMENTS=short"))
  func `the trials of all specs keep their identities`() throws {
    let programs = ["optdigits-engine", "optdigits-torch"].map { name in
      Self.package.appending(path: "sweeps/programs/\(name).yaml").path
    }
    for spec in try Self.specs + programs
    where try !String(contentsOfFile: spec, encoding: .utf8).contains("from:") {
      let file = URL(filePath: spec).deletingPathExtension()
      let name = file.lastPathComponent
      let sandbox = try Sandbox()
      guard let identities = try sandbox.identities(of: spec, environment: Self.environment)
      else {
        print("\(name): skipped, as its data is not here")
        continue
      }
      let isOfProgram = try String(contentsOf: URL(filePath: spec), encoding: .utf8)
        .contains("command:")
      let folder = isOfProgram ? "identities/programs" : "identities"
      try Golden.expect(identities, "\(folder)/\(name).txt")
    }
  }
}
