import Foundation
import Processes
import Testing

/// The commands that say what results mean, on results.
struct AnalysisCommandTests {
  /// A sandbox in which `SmallSpec.folds` has been run.
  private func folds() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.folds, to: "folds.yaml")
    #expect(try sandbox.run("run", "folds.yaml", "-j", "2").status == .exited(0))
    return sandbox
  }

  private func json(_ finished: Finished) throws -> [String: Any] {
    #expect(finished.status == .exited(0), "\(finished.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(finished.output.utf8))
    return try #require(value as? [String: Any])
  }

  @Test func `each names the test, the unit, n and the level`() throws {
    let sandbox = try folds()
    for command in [["compare"], ["compare", "dropout=0", "dropout=0.5"], ["best"]] {
      let facts = try json(sandbox.run(command + ["--json", "--over", "folds", "--level", "0.9"]))
      #expect((facts["test"] as? String)?.contains("Nadeau-Bengio") == true)
      #expect(facts["over"] as? String == "folds")
      #expect(facts["n_expected"] as? Int == 4)
      #expect(facts["level"] as? Double == 0.9)
      let text = try sandbox.run(command).output
      #expect(text.contains("4 folds, each the mean of 2 replicates"))
      #expect(text.contains("corrected resampled t test"))
      #expect(text.contains("95 %"))
    }
    let sources = try json(sandbox.run(["variance", "--json"]))["sources"] as? [[String: Any]]
    #expect(sources?.compactMap { $0["name"] as? String } == ["folds", "replicates", "residual"])
    let plan = try json(
      sandbox.run(["plan", "folds.yaml", "--detect", "0.01", "--budget", "1h", "--json"]))
    // As the spec is, what sees the difference or why nothing does, and what an hour buys.
    let told = [plan["designs"], plan["impossible"]].compactMap { ($0 as? [Any])?.count }
    #expect(told.reduce(0, +) == 3)
  }

  @Test func `sweeps whose trials are not paired are not compared, and it says why`() throws {
    let sandbox = try folds()
    let variants = [
      ("seed", "seed: 3", "seed: 4", "their splits differ"),
      ("other", "k: 4", "k: 5", "their splits differ"),
    ]
    for (name, old, new, reason) in variants {
      let spec = SmallSpec.folds.replacingOccurrences(of: old, with: new)
        .replacingOccurrences(of: "small-folds", with: name)
      try sandbox.write(spec, to: "\(name).yaml")
      #expect(try sandbox.run("run", "\(name).yaml").status == .exited(0))
      let refusal = try sandbox.run(["compare", "small-folds:dropout=0", "\(name):dropout=0"])
      #expect(refusal.status == .exited(2))
      #expect(refusal.errors.contains(reason), "\(refusal.errors)")
    }
    let paired = SmallSpec.folds.replacingOccurrences(of: "units: 16", with: "units: 24")
      .replacingOccurrences(of: "small-folds", with: "wide")
    try sandbox.write(paired, to: "wide.yaml")
    #expect(try sandbox.run("run", "wide.yaml").status == .exited(0))
    let fine = try sandbox.run(["compare", "small-folds:dropout=0", "wide:dropout=0.0"])
    #expect(fine.status == .exited(0), "\(fine.errors)")
    #expect(fine.output.contains("B  wide: dropout=0"))
  }

  @Test func `several sweeps, of several files, make one table`() throws {
    let sandbox = try folds()
    let wide = SmallSpec.folds.replacingOccurrences(of: "units: 16", with: "units: 24")
      .replacingOccurrences(of: "small-folds", with: "wide")
    try sandbox.write(wide, to: "wide.yaml")
    #expect(try sandbox.run("run", "wide.yaml", "--results", "other.sqlite").status == .exited(0))
    let table = try sandbox.run(
      "table", "small-folds", "other.sqlite:wide", "--columns", "sweep", "--format", "csv")
    #expect(table.status == .exited(0), "\(table.errors)")
    let lines = table.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("data,dropout,sweep=small-folds val_accuracy n,"))
    #expect(lines[0].contains(",sweep=wide val_accuracy mean,"))
    #expect(lines.count == 3)
    // One of both is the best: they have the same folds.
    let flat = try sandbox.run("table", "small-folds", "other.sqlite", "--format", "json")
    #expect(flat.output.components(separatedBy: "\"best\": true").count == 2, "\(flat.output)")

    let compared = try json(sandbox.run("compare", "small-folds", "other.sqlite:wide", "--json"))
    #expect((compared["comparisons"] as? [Any])?.count == 2)
    let twice = try sandbox.run("table", "small-folds", "small-folds")
    #expect(twice.status == .exited(2))
    #expect(twice.errors.contains("named twice"), "\(twice.errors)")
  }

  @Test func `the confusion of a configuration that is named`() throws {
    let sandbox = try folds()
    let plot = try sandbox.run(
      "plot", "confusion", "-o", "c.svg", "--configuration", "dropout=0.50")
    #expect(plot.status == .exited(0), "\(plot.errors)")
    #expect(plot.output.contains("dropout = 0.5: how often"), "\(plot.output)")
    let refusal = try sandbox.run("plot", "factor", "-o", "f.svg", "--configuration", "dropout=0")
    #expect(refusal.status == .exited(2))
    #expect(refusal.errors.contains("has no effect on a factor plot; it is for confusion"))
  }

  @Test func `what cannot be meant is refused in one sentence`() throws {
    let sandbox = try folds()
    let refusals = [
      (["compare", "dropout=0.1", "dropout=0"], "its values are 0, 0.5"),
      (["compare", "dropuot=0", "dropout=0"], "did you mean dropout?"),
      (["compare", "dropout=0"], "two configurations or none"),
      (["table", "--metric", "val_acuracy"], "did you mean val_accuracy?"),
      (["table", "--columns", "units"], "no parameter is named 'units'"),
      (["table", "--level", "95"], "--level must be a number between 0 and 1, not '95'"),
      (["table", "--digits", "many"], "--digits must be a whole number"),
      (["best", "--rule", "median"], "--rule must be one of mean, one-se, lower-bound"),
      (["plan", "folds.yaml", "--detect", "-1"], "--detect must be a number above 0"),
      (["plan", "folds.yaml", "--detect", "0.1", "--power", "0.01"], "--power must be a number"),
      (["plan", "folds.yaml", "--budget", "soon"], "--budget"),
      (
        ["plan", "folds.yaml", "--detect", "0.1", "--sweep", "none"], "holds no sweep named 'none'"
      ),
      (["completions", "csh"], "bash, zsh, fish"),
    ]
    for (words, complaint) in refusals {
      let refusal = try sandbox.run(words)
      #expect(refusal.status == .exited(2))
      #expect(refusal.errors.contains(complaint), "\(refusal.errors)")
      #expect(refusal.errors.split(separator: "\n").count == 1, "\(words): \(refusal.errors)")
      #expect(refusal.output == "")
    }
  }

  @Test func `watch tells the end from the file alone`() throws {
    let sandbox = try folds()
    let watch = try sandbox.run("watch", "--progress", "plain")
    #expect(watch.status == .exited(0))
    #expect(watch.errors.hasPrefix("small-folds: 16 of 16 trials done"))
  }

  @Test func `watch follows a run of another process`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(replicates: 2, epochs: 100), to: "small.yaml")
    let run = try sandbox.start("run", "small.yaml", "-j", "1", "--progress", "json")
    _ = try run.waitForLine { $0.contains("\"running\":") }
    let watch = try sandbox.start("watch", "--progress", "json")
    let line = try watch.waitForLine { $0.contains("\"running\":") }
    #expect(line.contains("\"sweep\":\"small\""))
    #expect(try run.finish().status == .exited(0))
    #expect(try watch.finish().status == .exited(0))
  }

  @Test func `a command line of a killed run says that nobody runs it`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(epochs: 200), to: "small.yaml")
    let run = try sandbox.start("run", "small.yaml", "-j", "1", "--progress", "json")
    _ = try run.waitForLine { $0.contains("\"running\":") }
    run.child.send(.kill)
    _ = try run.finish()
    let status = try sandbox.run("status").output
    #expect(status.contains("nobody runs it: 'sweep run' goes on"))
    #expect(!status.contains("running,"))
  }
}
