import Foundation
import Processes
import Testing

/// Nested evaluations, run by the real coordinator.
struct NestedRunTests {
  /// Networks of the built-in engine, an epoch each.
  private func sandbox(
    _ evaluate: String = "{ nested: { folds: 3 }, folds: { k: 2 }, replicates: 1, seed: 3 }",
    parameters: String = "{ lr: [0.001, 0.1, 0.5] }", extra: String = ""
  ) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      sweep: small
      data: digits
      network: [{ dense: { units: 10, activation: softmax } }]
      training: { loss: categorical_crossentropy, optimizer: { sgd: { learning_rate: $lr } }, batch_size: 64, epochs: 2 }
      parameters: \(parameters)
      evaluate: \(evaluate)
      \(extra)
      """, to: "small.yaml")
    return sandbox
  }

  private func table(_ sandbox: Sandbox) throws -> String {
    try sandbox.run("table", "--format", "json").output
  }

  @Test func `measures the whole choice on rows that had no say, whatever the workers`() throws {
    var tables: [String] = []
    for slots in ["1", "4"] {
      let sandbox = try sandbox()
      let run = try sandbox.run("run", "small.yaml", "-j", slots)
      #expect(run.status == .exited(0), "\(run)")
      #expect(
        run.output.contains("nested: the whole choice, made again without each of 3 outer folds"))
      #expect(run.output.contains("nested: chosen were lr="), "\(run.output)")
      #expect(try sandbox.run("doctor").status == .exited(0))
      let status = try sandbox.run("status").output
      #expect(status.hasPrefix("small: "), "\(status)")
      #expect(status.contains("nested: the choice is measured on 3 of 3 outer folds"), "\(status)")
      #expect(try sandbox.run("best").output.contains("nested: the inner splits said"))
      tables.append(try table(sandbox))
      // The same again has nothing to do.
      let again = try sandbox.run("run", "small.yaml", "-j", slots)
      #expect(again.status == .exited(0) && !again.errors.contains("stands"), "\(again)")
      #expect(try table(sandbox) == tables.last)
      #expect(try sandbox.run("report", "report.html").status == .exited(0))
    }
    #expect(Set(tables).count == 1)
    #expect(tables[0].contains("\"measured\": 3"), "\(tables[0])")
  }

  @Test func `that was killed goes on, and comes to the same`() throws {
    let calm = try sandbox()
    _ = try calm.run("run", "small.yaml", "-j", "2")
    let killed = try sandbox()
    // In the choice itself, in that without the first fold, and behind the first pick.
    for part in ["small", "small+outer1", "small+outer1+pick", "small+outer3"] {
      let run = try killed.start("run", "small.yaml", "-j", "2", "--progress", "json")
      do {
        _ = try run.waitForLine { $0.contains("\"sweep\":\"\(part)\"") }
      } catch is Running.EndedBefore {
        // The run that was to be killed has come to its end.
      }
      run.child.send(.kill)
      _ = try run.finish()
    }
    let last = try killed.run("run", "small.yaml", "-j", "2")
    #expect(last.status == .exited(0), "\(last)")
    #expect(try killed.run("doctor").status == .exited(0))
    #expect(try table(killed) == table(calm))
  }

  @Test(arguments: [
    ("method: { search: tpe, configurations: 6, pace: 2 }", "{ lr: \"loguniform(1e-3, 1)\" }"),
    ("race: { from: 2 }", "{ lr: [0.001, 0.1, 0.5] }"),
    ("halving: { from: 1, factor: 2 }", "{ lr: [0.001, 0.1, 0.5] }"),
  ])
  func `takes searches, races and halving as they are`(extra: String, parameters: String) throws {
    var tables: [String] = []
    for slots in ["1", "4"] {
      let sandbox = try sandbox(
        "{ nested: { folds: 2 }, folds: { k: 2 }, replicates: 2, seed: 3 }",
        parameters: parameters, extra: extra)
      let run = try sandbox.run("run", "small.yaml", "-j", slots)
      #expect(run.status == .exited(0), "\(run)")
      #expect(run.output.contains("each of 2 outer folds"), "\(run)")
      tables.append(try table(sandbox))
    }
    #expect(Set(tables).count == 1)
  }

  @Test func `has its workers stay where they are others' to start`() throws {
    let sandbox = try sandbox()
    let serve = try sandbox.start(
      "serve", "small.yaml", "--insecure", "--listen", "tcp://127.0.0.1:*", "--progress", "plain")
    let work = try sandbox.run("work", try serve.endpoint(), "--slots", "2")
    #expect(work.status == .exited(0), "\(work)")
    let served = try serve.finish()
    #expect(served.status == .exited(0), "\(served)")
    #expect(served.output.contains("each of 3 outer folds"), "\(served)")
  }

  @Test func `is planned, and hidden with its sweep`() throws {
    let sandbox = try sandbox()
    let plan = try sandbox.run("plan", "small.yaml").output
    #expect(plan.contains("again without each of 3 outer folds"), "\(plan)")
    #expect(plan.contains("21 trials more"), "\(plan)")
    _ = try sandbox.run("run", "small.yaml", "-j", "2")
    let list = try sandbox.run("list").output
    #expect(list.contains("small") && !list.contains("outer"), "\(list)")
    #expect(try sandbox.run("list", "--all").output.contains("small+outer3+pick"))
    #expect(try sandbox.run("trials", "--sweep", "small+outer3+pick").output.contains("completed"))
    let removed = try sandbox.run("remove", "small", "--reason", "a slip")
    #expect(removed.status == .exited(0), "\(removed)")
    #expect(try !sandbox.run("list", "--all").output.contains("outer"))
    let tooMany = try self.sandbox("{ nested: { folds: 2000 }, holdout: 0.2 }")
    let refused = try tooMany.run("run", "small.yaml")
    #expect(refused.status == .exited(2) && refused.errors.contains("2000 folds need 2000 rows"))
  }
}
