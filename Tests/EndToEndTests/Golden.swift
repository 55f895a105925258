import FoundationEssentials
import Processes
import SQLite
import Testing
import Trials

/// Texts that an earlier build of the program printed, which later ones print byte for byte.
///
/// They lie in `Goldens/`. `SWEEP_UPDATE_SNAPSHOTS=1` writes them anew; with `SWEEP_PROGRAM` it is
/// another build that tells them: what changes is then what was meant to change, or a mistake.
enum Golden {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Goldens")

  /// Compares a text with the file of this name.
  static func expect(
    _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["SWEEP_UPDATE_SNAPSHOTS"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
  }

  /// The text of a file that is never written anew.
  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// Whether there is a text of this name and some ending.
  static func hasSome(_ name: String) throws -> Bool {
    let file = folder.appending(path: name)
    return try FileManager.default.contentsOfDirectory(
      atPath: file.deletingLastPathComponent().path
    ).contains { $0.hasPrefix(file.lastPathComponent + ".") }
  }

  /// Whether a text of this name is there to compare with.
  static func exists(_ name: String) -> Bool {
    ProcessInfo.processInfo.environment["SWEEP_UPDATE_SNAPSHOTS"] == "1"
      || FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }
}

extension Sandbox {
  /// The class of the kernels that train here: other classes have other bits.
  func kernel() throws -> String {
    struct Machine: Decodable { let kernel: String }
    let text = try run("doctor", "--json", "--results", "none.sqlite").output
    return try JSONDecoder().decode(Machine.self, from: Data(text.utf8)).kernel
  }

  /// A line for every trial of a sweep: its identity, replicate, fold and how it stands.
  func trialLines(_ options: [String] = []) throws -> String {
    struct Trial: Decodable {
      let trial: String
      let replicate: Int
      let fold: Int
      let status: String
      let value: Double?
    }
    let finished = try run(["trials", "--json"] + options)
    let trials = try JSONDecoder().decode([Trial].self, from: Data(finished.output.utf8))
    return trials.map { trial in
      let value = trial.value.map { "\($0)" } ?? "-"
      return "\(trial.trial) r\(trial.replicate) f\(trial.fold) \(trial.status) \(value)\n"
    }.joined()
  }

  /// Makes the results file that an earlier build left.
  func writeVersion1(to name: String) throws {
    try Database(at: path(name)).execute(try Golden.text("version-1.sql"))
  }

  /// The identities of all trials of a spec: planned by a coordinator that trains none of them.
  ///
  /// - Returns: nil when the data of the spec is not here.
  func identities(
    of spec: String, environment: [String: String] = [:]
  ) throws -> String? {
    let results = "\(URL(filePath: spec).lastPathComponent).sqlite"
    let coordinator = try start(
      [
        "serve", spec, "--listen", "ipc://planned.socket", "--results", results, "--progress",
        "plain",
      ], environment: environment)
    do {
      _ = try coordinator.waitForLine { $0.contains("ipc://") }
      // The trials of a search that are decided before any result: its draws to begin with.
      if try String(contentsOf: URL(filePath: spec), encoding: .utf8).contains("search:") {
        try waitUntil {
          let status = try start(["status", "--results", results], environment: environment)
          return try status.finish().output.contains("the next waits for")
        }
      }
    } catch let error as Running.EndedBefore where error.isForWantOfData {
      return nil
    }
    coordinator.child.send(.terminate)
    _ = try coordinator.finish()
    return try trialLines(["--results", results])
  }
}

extension Running.EndedBefore {
  /// Whether the data of a spec is not on this machine.
  var isForWantOfData: Bool { errors.contains("was not found in") }
}
