import Foundation
import Glibc
import Processes
import SQLite
import Testing

/// Searches that are killed again and again, by the workers and by the coordinator.
@Suite(.serialized) struct SearchFaultTests {
  /// `SWEEP_FAULTS=long`: all methods, 40 configurations and then 60, with 1, 3, 8 and 64 slots.
  private static let methods = Effort.isLong ? ["random", "sobol", "tpe", "gp"] : ["tpe"]
  private static let slots = Effort.isLong ? [1, 3, 8, 64] : [3]
  private static let rounds = Effort.choose(quick: 3, long: 12)
  private static let counts = (
    first: Effort.choose(quick: 8, long: 40), all: Effort.choose(quick: 12, long: 60)
  )

  /// A search of a program whose trainings fail for good in a part of the space.
  ///
  /// A worker that dies takes an attempt of its trial, so that each is tried once more than both
  /// storms of a search can kill workers.
  private func sandbox(_ search: String) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      sweep: small
      command: [sh, train.sh, $x, $y]
      parameters: { x: uniform(0, 1), y: "loguniform(1e-4, 1)" }
      evaluate: { replicates: 2, seed: 7 }
      method: { search: \(search), configurations: \(Self.counts.first) }
      retry: { max: \(2 * Self.rounds) }
      """, to: "small.yaml")
    try sandbox.write(
      """
      awk "BEGIN { exit !($1 > 0.8) }" && exit 3
      awk "BEGIN { print \\"val_accuracy=\\" 1 - ($1 - 0.3)^2 - $2 + ($SWEEP_SEED % 100) / 10000 }"
      """, to: "train.sh")
    return sandbox
  }

  /// The outcome of a search: its table, and its decisions with their evidence.
  private func outcome(_ sandbox: Sandbox) throws -> [String] {
    #expect(try sandbox.run("doctor").status == .exited(0))
    let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly)
    let decisions = try database.prepare(
      """
      SELECT number, kind, hex(evidence), hex(proposals) FROM decisions
      WHERE sweep = (SELECT id FROM sweeps ORDER BY used DESC LIMIT 1) ORDER BY number
      """
    ).map { row in (0..<row.columnCount).map { row.text($0) }.joined(separator: " ") }
    return try [sandbox.run("table", "--format", "csv").output] + decisions
  }

  /// Runs a search to its end through kills of workers and coordinators.
  private func storm(_ sandbox: Sandbox, _ arguments: [String]) throws -> Int {
    var killed = 0
    for round in 0..<Self.rounds {
      let run = try sandbox.start(["run", "small.yaml", "--progress", "none"] + arguments)
      try run.pause(.milliseconds(Int.random(in: 50..<400)))
      if round % 2 == 0, let agent = children(of: run.child.id).randomElement() {
        killed += kill(agent, SIGKILL) == 0 ? 1 : 0
        try run.pause(.milliseconds(Int.random(in: 50..<300)))
      }
      guard try run.child.poll() == nil else { break }
      run.child.send(.kill)
      _ = try run.finish()
      killed += 1
    }
    let last = try sandbox.start(["run", "small.yaml", "--progress", "none"] + arguments)
      .finish(within: .seconds(1800))
    #expect(last.status == .exited(1), "\(last.errors)")
    #expect(!last.errors.contains("what was decided stands"), "\(last.errors)")
    return killed
  }

  @Test(arguments: methods)
  func `killed, resumed and extended, it comes to what a calm one comes to`(search: String) throws {
    let longer = ["--set", "method.configurations=\(Self.counts.all)", "--keep-going"]
    let calm = try sandbox(search)
    let run = try calm.start(["run", "small.yaml", "-j", "2"] + longer)
      .finish(within: .seconds(1800))
    #expect(run.status == .exited(1), "\(run.errors)")
    let expected = try outcome(calm)
    #expect(expected[0].split(separator: "\n").count == Self.counts.all + 1)
    for slots in Self.slots {
      let sandbox = try sandbox(search)
      let places = ["-j", "\(slots)"]
      var killed = try storm(sandbox, places + ["--keep-going"])
      killed += try storm(sandbox, places + longer)
      let outcome = try outcome(sandbox)
      let trials = try sandbox.run("trials", "--json").output
      #expect(outcome == expected, "\(search) with \(slots) slots: \(trials)")
      if Effort.isLong { print("\(search), \(slots) slots: killed \(killed)") }
    }
  }
}
