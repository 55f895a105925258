import Foundation
import Processes
import SQLite
import Testing

/// The whole path, as people use it.
struct SweepTests {
  @Test func `a sweep ends with a table in which every configuration has all its replicates`()
    throws
  {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    let run = try sandbox.run("run", "small.yaml", "-j", "2")
    #expect(run.status == .exited(0))
    let rows = try table(sandbox).dropFirst()
    #expect(rows.count == 3)
    for row in rows { #expect(row.split(separator: ",")[3] == "3", "n of \(row)") }
    #expect(try sandbox.run("table").output == run.output)
  }

  @Test func `networks trained in bfloat16 are kept, asked and looked into`() throws {
    let sandbox = try Sandbox()
    let spec = SmallSpec.digits(factors: 2).replacing(
      "  epochs: 3", with: "  epochs: 3\n  precision: bfloat16")
    try sandbox.write(spec + "\nkeep: { weights: last }", to: "small.yaml")
    #expect(try sandbox.run("run", "small.yaml").status == .exited(0))
    let single = try Sandbox()
    try single.write(SmallSpec.digits(factors: 2), to: "small.yaml")
    try single.run("run", "small.yaml")
    #expect(try table(single) != table(sandbox))
    let predictions = try sandbox.run("predict", "--with", "small", "-f", "csv")
    #expect(predictions.succeeded, "\(predictions.errors)")
    #expect(predictions.output.split(separator: "\n").count > 100)
    #expect(try sandbox.run("inspect", "shapes").succeeded)
    #expect(try sandbox.run("verify").succeeded)
  }

  @Test func `the table is the same for any number of slots`() throws {
    let one = try Sandbox()
    let two = try Sandbox()
    for sandbox in [one, two] { try sandbox.write(SmallSpec.folds, to: "folds.yaml") }
    #expect(try one.run("run", "folds.yaml", "-j", "1").status == .exited(0))
    #expect(try two.run("run", "folds.yaml", "-j", "3").status == .exited(0))
    #expect(try table(one) == table(two))
  }

  @Test func `a finished sweep trains nothing, and a larger one only what is new`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    try sandbox.run("run", "small.yaml")
    #expect(try attempts(sandbox) == 9)
    let again = try sandbox.run("run", "small.yaml")
    #expect(again.status == .exited(0))
    #expect(try attempts(sandbox) == 9)

    try sandbox.write(SmallSpec.digits(replicates: 5), to: "small.yaml")
    #expect(try sandbox.run("plan", "small.yaml").output.contains("9"))
    try sandbox.run("run", "small.yaml")
    #expect(try attempts(sandbox) == 15)
    #expect(try table(sandbox).dropFirst().allSatisfy { $0.split(separator: ",")[3] == "5" })
  }

  @Test func `killed workers and coordinators change no byte of the table`() throws {
    let calm = try Sandbox()
    let stormy = try Sandbox()
    let spec = SmallSpec.digits(replicates: 4, epochs: 20, factors: 4)
    for sandbox in [calm, stormy] { try sandbox.write(spec, to: "small.yaml") }
    try calm.run("run", "small.yaml", "-j", "2")

    var random = SystemRandomNumberGenerator()
    for round in 0..<3 {
      let run = try stormy.start("run", "small.yaml", "-j", "2", "--progress", "json")
      // The first picture of a worker in training; then a random moment.
      _ = try run.waitForLine { $0.contains("\"running\":") }
      let pause = Duration.milliseconds(Int.random(in: 0..<120, using: &random))
      _ = try run.child.ending.waitUntilReadable(upTo: pause)
      if round == 1, let worker = try children(of: run.child.id).first {
        kill(worker, SIGKILL)
        _ = try run.child.ending.waitUntilReadable(upTo: pause)
      }
      run.child.send(.kill)
      _ = try run.finish()
    }
    #expect(try stormy.run("run", "small.yaml", "-j", "2").status == .exited(0))
    #expect(try table(stormy) == table(calm))
  }

  @Test func `workers come to a coordinator over TCP, and one that dies is replaced`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(replicates: 4, epochs: 10), to: "small.yaml")
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--insecure", "--progress", "plain")
    let line = try coordinator.waitForLine { $0.contains("tcp://") }
    let endpoint = try #require(line.split(separator: " ").last.map(String.init))
    let first = try sandbox.start("work", endpoint, "--slots", "1")
    let second = try sandbox.start("work", endpoint, "--slots", "1")
    #expect(try coordinator.finish().status == .exited(0))
    #expect(try first.finish().status == .exited(0))
    #expect(try second.finish().status == .exited(0))
    #expect(try table(sandbox).dropFirst().allSatisfy { $0.split(separator: ",")[3] == "4" })
  }

  @Test func `Ctrl-C finishes what is in training, and the next run goes on`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(epochs: 60), to: "small.yaml")
    let run = try sandbox.start("run", "small.yaml", "-j", "1", "--progress", "json")
    _ = try run.waitForLine { $0.contains("\"running\":") }
    run.child.send(.interrupt)
    let finished = try run.finish()
    #expect(finished.status == .exited(130))
    let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly)
    let failed = try database.prepare("SELECT count(*) FROM attempts WHERE ending = 'failed'")
      .first { $0.int(0) }
    #expect(failed == 0)
    #expect(try sandbox.run("run", "small.yaml").status == .exited(0))
  }

  @Test func `Ctrl-C twice stops at once, and nothing is in training after it`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(epochs: 1_000_000), to: "small.yaml")
    let run = try sandbox.start("run", "small.yaml", "-j", "1", "--progress", "json")
    _ = try run.waitForLine { $0.contains("\"running\":[{") }
    run.child.send(.interrupt)
    _ = try run.waitForLine { $0.contains("Ctrl-C again") }
    run.child.send(.interrupt)
    let stopped = try run.finish()
    #expect(stopped.status == .exited(130))
    // No table without a single number.
    #expect(stopped.output == "")
    let table = try sandbox.run("table")
    #expect(table.output.contains("0 of 9 trials done, 9 waiting"), "\(table.output)")
  }

  private func table(_ sandbox: Sandbox) throws -> [Substring] {
    let table = try sandbox.run("table", "--format", "csv")
    #expect(table.status == .exited(0), "\(table.errors)")
    return table.output.split(separator: "\n")
  }

  private func attempts(_ sandbox: Sandbox) throws -> Int? {
    let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly)
    return try database.prepare("SELECT count(*) FROM attempts").first { $0.int(0) }
  }

  private func children(of process: Int32) throws -> [Int32] {
    let path = "/proc/\(process)/task/\(process)/children"
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
      .compactMap { Int32($0) }
  }
}
