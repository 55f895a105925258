import Documents
import Foundation
import Hashing
import SQLite
import Sweeps
import Trials

/// A sweep of one small program in a directory of its own.
struct ProgramSweep {
  let sandbox: Sandbox

  /// - Parameters:
  ///   - script: the script that /bin/sh runs; `train.sh` beside the spec.
  ///   - spec: the other lines of the spec.
  init(_ script: String, spec: String = "") throws {
    sandbox = try Sandbox()
    try sandbox.write(script, to: "train.sh")
    let command = spec.contains("command:") ? "" : "command: [sh, train.sh]\n"
    let retry = spec.contains("retry:") ? "" : "retry: { max: 0 }\n"
    try sandbox.write("sweep: small\n\(command)\(retry)\(spec)\n", to: "small.yaml")
  }

  @discardableResult
  func run(_ options: String...) throws -> Finished {
    try sandbox.run(["run", "small.yaml", "-j", "2"] + options)
  }

  /// All about each trial, as `sweep show --json` tells it.
  func stories() throws -> [Story] {
    struct Trial: Decodable { let trial: String }
    let text = try sandbox.run("trials", "--json").output
    let trials = try JSONDecoder().decode([Trial].self, from: Data(text.utf8))
    return try trials.map { trial in
      let story = try sandbox.run("show", trial.trial, "--json").output
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Story.self, from: Data(story.utf8))
    }
  }

  /// The only trial's story.
  func story() throws -> Story {
    let stories = try stories()
    guard stories.count == 1 else { throw CocoaError(.coderReadCorrupt) }
    return stories[0]
  }

  /// Has the results file be as if an earlier version had made it: other promises, other identities.
  func makeOlder(semantics: String) throws {
    let database = try Database(at: sandbox.path("sweep.sqlite"))
    var identities: [(trial: Int, identity: TrialID)] = []
    var rows = try database.prepare(
      """
      SELECT p.trial, c.recipe, d.hash, s.seed, p.replicate, p.fold, l.hash
      FROM sweep_trials p JOIN sweeps s ON s.id = p.sweep JOIN data_sets d ON d.id = s.data_set
      JOIN configurations c ON c.sweep = s.id AND c.number = p.configuration
      JOIN sweep_splits f ON f.sweep = s.id AND f.fold = p.fold JOIN splits l ON l.id = f.split
      """
    ).rows()
    while let row = try rows.next() {
      guard let recipe = Document(json: row.text(1)), let data = Digest(bytes: row.blob(2)),
        let seed = UInt64(row.text(3)), let split = Digest(bytes: row.blob(6))
      else { throw CocoaError(.coderReadCorrupt) }
      identities.append(
        (
          row.int(0),
          TrialID(
            semantics: semantics, data: data, recipe: recipe.item, seed: seed,
            replicate: row.int(4), fold: row.int(5), split: split)
        ))
    }
    // A sweep is known by its trials.
    try database.execute(
      "UPDATE sweeps SET identity = randomblob(32), semantics = '\(semantics)'")
    for (trial, identity) in identities {
      try database.prepare("UPDATE trials SET hash = ? WHERE id = ?")
        .run([.blob(identity.digest.bytes), .integer(Int64(trial))])
    }
  }

  struct Story: Decodable {
    struct Failure: Decodable {
      let cause: String
      let message: String
      let output: String
    }
    struct Attempt: Decodable {
      let failure: Failure?
      let output: String?
      let program: String?
      let resumedAfter: Int?
      let ending: String?
    }
    struct Last: Decodable {
      let epoch: Int
      let metrics: [String: Double?]
    }
    let trial: String
    let status: String
    let value: Double?
    let last: Last?
    let attempts: [Attempt]

    /// The failure of the last attempt; nil where it did not fail.
    var failure: Failure? { attempts.last?.failure }
  }

  /// Processes that were started with a mark in their environment, which the scripts set.
  static func processes(marked mark: String) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { id in
      let bytes = FileManager.default.contents(atPath: "/proc/\(id)/environ") ?? Data()
      return bytes.split(separator: 0).contains(Data("SWEEP_TEST_MARK=\(mark)".utf8))
    }
  }
}
