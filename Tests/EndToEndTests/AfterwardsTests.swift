import Foundation
import Processes
import Testing

/// Uses of results once they are there.
struct AfterwardsTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(
      "import sys; print('val_accuracy=%.4f' % (0.9 - float(sys.argv[1])))", to: "a.py")
    return sandbox
  }

  private func run(
    _ sandbox: Sandbox, _ values: String, into file: String = "sweep.sqlite"
  ) throws -> Finished {
    try sandbox.run(
      "run", "-r", "2", "--results", file, "--", "python3", "a.py", "{lr}", "lr=\(values)")
  }

  private func trials(_ sandbox: Sandbox, _ file: String = "sweep.sqlite") throws -> [String] {
    try sandbox.run("trials", "--results", file).output.split(separator: "\n").dropFirst()
      .map { String($0.prefix(12)) }
  }

  @Test func `halves of a grid in two files become one`() throws {
    let sandbox = try sandbox()
    #expect(try run(sandbox, "0.1,0.2", into: "a.sqlite").succeeded)
    #expect(try run(sandbox, "0.3,0.4", into: "b.sqlite").succeeded)
    let merged = try sandbox.run("merge", "a.sqlite", "b.sqlite")
    #expect(merged.output == "'b.sqlite': 4 results and 1 sweep taken over\n", "\(merged.errors)")
    let plan = try sandbox.run(
      "plan", "-r", "2", "--results", "a.sqlite", "--", "python3", "a.py", "{lr}",
      "lr=0.1,0.2,0.3,0.4")
    #expect(plan.output.contains("all done, nothing to run"), "\(plan.output)")
    let joined = try sandbox.run("table", "a.sqlite", "b.sqlite")
    #expect(joined.succeeded && !joined.output.contains("null"), "\(joined.output)\(joined.errors)")
    let misspelt = try sandbox.run("merge", "all.sqlite", "c.sqlite")
    #expect(misspelt.status == .exited(2) && !sandbox.exists("all.sqlite"))
  }

  @Test func `a completed trial is trained again when that is said, and compared`() throws {
    let sandbox = try sandbox()
    #expect(try run(sandbox, "0.1,0.2").succeeded)
    let trial = try trials(sandbox)[0]
    let refused = try sandbox.run("retry", trial)
    #expect(refused.status == .exited(2))
    #expect(
      refused.errors
        == "sweep: trial \(trial) has a result; --again has it trained again and keeps that beside\n"
    )
    let again = try sandbox.run("retry", trial, "--again")
    #expect(again.output == "1 result set aside; the next 'sweep run' trains it again\n")
    let open = try sandbox.run("show", trial).output
    #expect(open.contains("attempt 1 had the result completed, val_accuracy 0.8, set aside"))
    #expect(open.contains("; the next one has yet to come"))
    #expect(try run(sandbox, "0.1,0.2").succeeded)
    let shown = try sandbox.run("show", trial).output
    #expect(shown.contains("the one that counts now is the same, to the last bit"), "\(shown)")
    #expect(shown.contains("attempt 2 at "))
    let many = try sandbox.run("retry", "--again", "--configuration", "lr=0.2")
    #expect(many.output == "2 results set aside; the next 'sweep run' trains them again\n")
  }

  @Test func `a configuration is hidden with a reason, and shown again`() throws {
    let sandbox = try sandbox()
    #expect(try run(sandbox, "0.1,0.2,0.3").succeeded)
    #expect(try sandbox.run("remove", "lr=0.1").status == .exited(2))
    #expect(try sandbox.run("remove", "lr=0.1", "--reason", "a slip").succeeded)
    let table = try sandbox.run("table")
    #expect(!table.output.contains("\n0.1 ") && table.output.contains("0.2"), "\(table.output)")
    #expect(table.output.contains("not shown: lr=0.1 (a slip)\n"), "\(table.output)")
    #expect(try sandbox.run("best").output.contains("the pick: lr=0.2"))
    #expect(try sandbox.run("compare", "lr=0.2", "lr=0.3").succeeded)
    let named = try sandbox.run("compare", "lr=0.1", "lr=0.3")
    #expect(
      named.errors
        == "sweep: lr=0.1 is not shown (a slip); 'sweep remove 'lr=0.1' --restore' shows it again\n"
    )
    #expect(try sandbox.run("remove", "a", "--restore").succeeded)
    #expect(try sandbox.run("best").output.contains("the pick: lr=0.1"))
    #expect(try sandbox.run("remove", "lr=0.2", "--reason", "another").succeeded)
    #expect(try sandbox.run("remove", "lr=0.3", "--reason", "another").succeeded)
    let last = try sandbox.run("remove", "lr=0.1", "--reason", "another")
    #expect(
      last.errors
        == "sweep: lr=0.1 is the only configuration of 'a' that is shown; 'sweep remove a' hides the"
        + " whole sweep\n")
    #expect(try sandbox.run("remove", "lr=0.3", "--restore").output == "lr=0.3 is shown again\n")
    #expect(try sandbox.run("table").output.contains("not shown: lr=0.2 (another)\n"))
  }

  @Test func `what is hidden is never the best so far, and stays hidden with more replicates`()
    throws
  {
    let sandbox = try sandbox()
    #expect(try run(sandbox, "0.1,0.2").succeeded)
    #expect(try sandbox.run("remove", "lr=0.1", "--reason", "a slip").succeeded)
    let longer = try sandbox.run(
      "run", "-r", "3", "--progress", "plain", "--", "python3", "a.py", "{lr}", "lr=0.1,0.2")
    #expect(longer.output.contains("not shown: lr=0.1 (a slip)\n"), "\(longer.output)")
    #expect(longer.errors.contains("best val_accuracy 0.7"), "\(longer.errors)")
    #expect(!longer.errors.contains("best val_accuracy 0.8"), "\(longer.errors)")
  }

  /// `lr=0.1` of a grid of three by two is hidden: whatever is printed, drawn or written knows four
  /// configurations, and says which are not shown.
  @Test func `what is hidden is in no report, comparison, plot, list or export`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      import sys
      lr, wd, seed = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
      for epoch in (1, 2): print('val_accuracy=%.4f' % (0.9 - lr - wd + epoch / 100 + seed % 7 / 1e4))
      """, to: "a.py")
    let line = [
      "-r", "3", "--", "python3", "a.py", "{lr}", "{wd}", "{seed}", "lr=0.1,0.2,0.3", "wd=0,0.05",
    ]
    #expect(try sandbox.run(["run"] + line).succeeded)
    for wd in ["0", "0.05"] {
      let name = "lr=0.1,wd=\(wd)"
      #expect(try sandbox.run("remove", name, "--reason", "a slip").succeeded)
    }
    let sentence = "not shown: lr=0.1, wd=0 (a slip), lr=0.1, wd=0.05 (a slip)\n"
    let files = [["-o", "a.svg"], ["--results", "sweep.sqlite"]].joined()
    for command in [
      ["table"], ["table", "-f", "csv"], ["table", "-f", "html"], ["table", "--columns", "wd"],
      ["best"], ["compare"], ["compare", "--control", "lr=0.3,wd=0"], ["effects"], ["variance"],
      ["trials"], ["best", "--json"], ["compare", "--json"],
      ["plot", "factor"] + files, ["plot", "effects"] + files, ["plot", "spread"] + files,
      ["plot", "curves"] + files, ["plot", "folds"] + files, ["plot", "differences"] + files,
    ] {
      let printed = try sandbox.run(command)
      #expect(printed.succeeded, "\(command): \(printed.errors)")
      let all = printed.output + printed.errors
      #expect(all.contains(sentence) || all.contains(sentence.dropLast()), "\(command): \(all)")
      let told = all.replacing(sentence.dropLast(), with: "")
      #expect(!told.contains("0.1, wd") && !told.contains("\n0.1 "), "\(command): \(told)")
      #expect(!told.contains("6 config") && !told.contains("18 trials"), "\(command): \(told)")
    }
    try FileManager.default.copyItem(
      atPath: sandbox.path("sweep.sqlite"), toPath: sandbox.path("other.sqlite"))
    let joined = try sandbox.run("table", "a", "other.sqlite:a")
    #expect(joined.output.contains("other.sqlite:a: \(sentence)"), "\(joined.output)")
    #expect(!joined.output.contains(" 0.1  0"), "\(joined.output)")
    #expect(try sandbox.run("report", "page.html").succeeded)
    let page = try String(contentsOfFile: sandbox.path("page.html"), encoding: .utf8)
    #expect(page.contains("ot shown: lr=0.1, wd=0 (a slip)") && !page.contains("<td>0.1</td><td>0"))
    #expect(try sandbox.run("export", "out", "--optuna", "study.db").succeeded)
    for (name, lines) in [("trials.csv", 13), ("measurements.csv", 25), ("summary.csv", 5)] {
      let text = try String(contentsOfFile: sandbox.path("out/\(name)"), encoding: .utf8)
      #expect(text.split(separator: "\n").count == lines, "\(name): \(text)")
    }
    let status = try sandbox.run("status")
    #expect(status.output.contains("lr=0.2, wd=0"), "\(status.output)")
    let shown = try sandbox.run("trials", "--json").output
    #expect(shown.split(separator: "\n").count(where: { $0.contains("trial") }) == 12, "\(shown)")
  }

  @Test func `hints name the results file and the sweep that were given`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("import sys; sys.exit(3)", to: "a.py")
    let file = ["--results", "other.sqlite"]
    _ = try sandbox.run(["run"] + file + ["--", "python3", "a.py", "{lr}", "lr=0.1"])
    let trial = try trials(sandbox, "other.sqlite")[0]
    let shown = try sandbox.run(["show", trial, "--sweep", "a"] + file)
    #expect(
      shown.output.contains(
        "'sweep retry \(trial) --sweep a --results other.sqlite' gives it another"),
      "\(shown.output)\(shown.errors)")
    let retried = try sandbox.run(["retry", trial] + file)
    #expect(
      retried.output
        == "1 trial will be tried again by the next 'sweep run --results other.sqlite'\n")
    let open = try sandbox.run(["show", trial] + file)
    #expect(open.output.contains("; 'sweep run --results other.sqlite' or"), "\(open.output)")
    let status = try sandbox.run(["status"] + file)
    #expect(
      status.output.contains("'sweep run --results other.sqlite' goes on"), "\(status.output)")
    let unknown = try sandbox.run(["show", "ffff"] + file)
    #expect(unknown.errors.contains("'sweep trials --results other.sqlite' lists them"))
  }

  @Test func `a sweep of another file is named as table names it`() throws {
    let sandbox = try sandbox()
    #expect(try run(sandbox, "0.1,0.2", into: "other.sqlite").succeeded)
    for command in [
      ["best", "other.sqlite"], ["best", "other.sqlite:a"], ["effects", "other.sqlite"],
      ["variance", "other.sqlite"], ["report", "page.html", "other.sqlite:a"],
      ["plot", "factor", "other.sqlite", "-o", "a.svg"],
    ] {
      let done = try sandbox.run(command)
      #expect(done.succeeded, "\(command): \(done.errors)")
    }
    let two = try sandbox.run("best", "other.sqlite", "other.sqlite:a")
    #expect(two.status == .exited(2))
    #expect(
      two.errors.hasPrefix(
        "sweep: this is about one sweep, and other.sqlite and other.sqlite:a are named"))
  }

  @Test func `a sweep is hidden, and purged where nobody else asks for its trials`() throws {
    let sandbox = try sandbox()
    #expect(try run(sandbox, "0.1,0.2").succeeded)
    let gone = try sandbox.run("remove", "a", "--reason", "a slip", "--purge")
    #expect(gone.output == "'a' is shown no more; 4 trials purged\n", "\(gone.errors)")
    #expect(try sandbox.run("table").status == .exited(2))
    let plan = try sandbox.run("plan", "-r", "2", "--", "python3", "a.py", "{lr}", "lr=0.1,0.2")
    #expect(plan.output.contains("0 done, 4 to run"))
    #expect(try sandbox.run("doctor").succeeded)
    let unknown = try sandbox.run("remove", "b", "--reason", "x")
    #expect(unknown.status == .exited(2) && unknown.errors.contains("there is no sweep 'b'"))
  }

  @Test func `notes stay with a sweep and are in its report`() throws {
    let sandbox = try sandbox()
    #expect(try run(sandbox, "0.1").succeeded)
    #expect(try sandbox.run("note", "from the broken node").succeeded)
    #expect(try sandbox.run("note").output.hasSuffix("  from the broken node\n"))
    #expect(try sandbox.run("report", "page.html").succeeded)
    let page = try String(contentsOfFile: sandbox.path("page.html"), encoding: .utf8)
    #expect(page.contains("from the broken node"))
  }

  @Test func `a renamed parameter and an added default leave results what they are`() throws {
    let sandbox = try sandbox()
    func words(_ verb: String, _ rule: [String], _ name: String, _ more: [String]) -> [String] {
      [verb, "-r", "2"] + rule + ["--", "python3", "a.py", "{\(name)}", "\(name)=0.1,0.2"] + more
    }
    #expect(try sandbox.run(words("run", [], "lr", [])).succeeded)
    let plain = try sandbox.run(words("plan", [], "rate", [])).output
    #expect(plain.contains("0 done, 4 to run"))
    let renamed = try sandbox.run(words("run", ["--renamed", "lr=rate"], "rate", []))
    #expect(
      renamed.errors.contains("4 trials done under the former parameters count"),
      "\(renamed.errors)")
    #expect(renamed.succeeded && renamed.output.contains("rate"))
    let added = try sandbox.run(
      words("plan", ["--renamed", "lr=rate", "--added", "wd=0"], "rate", ["wd=0,0.1"]))
    #expect(added.output.contains("4 done, 4 to run"), "\(added.output)\(added.errors)")
    let wrong = try sandbox.run(words("plan", ["--renamed", "lr=rat"], "rate", []))
    #expect(wrong.status == .exited(2) && wrong.errors.contains("did you mean rate?"))
  }

  @Test func `a results file that is deleted while its sweep runs is noticed at once`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("import time\nfor _ in range(600): time.sleep(0.1)", to: "a.py")
    let run = try sandbox.start(["run", "-j", "1", "--progress", "plain", "--", "python3", "a.py"])
    _ = try run.waitForLine { $0.contains("running") }
    for name in ["sweep.sqlite", "sweep.sqlite-wal"] {
      try FileManager.default.removeItem(atPath: sandbox.path(name))
    }
    let finished = try run.finish()
    #expect(finished.status == .exited(4), "\(finished.errors)")
    #expect(
      finished.errors.contains(
        "the results file 'sweep.sqlite' was deleted, moved or replaced while its sweep runs"))
    #expect(finished.errors.contains("'sweep.sqlite-wal'"))
  }
}
