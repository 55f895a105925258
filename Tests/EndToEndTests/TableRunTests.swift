import Foundation
import Processes
import Testing

/// A table of one's own, from the file to the summary.
struct TableRunTests {
  private func network(
    _ data: String, _ evaluate: String, units: Int = 2, more: String = "", metric: String = "val_f1"
  ) -> String {
    """
    sweep: own
    data: \(data)
    network: [ dense: { units: \(units), activation: softmax } ]
    training:
      loss: categorical_crossentropy
      optimizer: { sgd: { learning_rate: 0.5 } }
      batch_size: 8
      epochs: 60
      standardize: true
    \(more)
    evaluate: { \(evaluate) }
    metric: { name: \(metric) }
    """
  }

  /// Three rows of a class that is easily told, among a hundred of two others.
  private var rare: String {
    "a,b,label\n" + (0..<3).map { "9.\($0),9,rare\n" }.joined()
      + (0..<100).map {
        "\($0 % 2 * 5).\($0 % 7),\(($0 + 1) % 2 * 5).\($0 % 5),\("xy".map(String.init)[$0 % 2])\n"
      }
      .joined()
  }

  @Test func `a class without rows in a fold has no value there, and that is said`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(rare, to: "d.csv")
    try sandbox.write(
      network("{ csv: d.csv, target: label }", "folds: { k: 10 }", units: 3), to: "s.yaml")
    let note =
      "class 'rare' has 3 rows, and 7 of 10 folds none of it to validate on: its metrics and means over"
      + " classes are of the other folds alone; use fewer folds"
    let plan = try sandbox.run("plan", "s.yaml")
    #expect(plan.errors.contains(note), "\(plan.errors)")
    #expect(try sandbox.run("run", "s.yaml", "-j", "1").status == .exited(0))
    let csv = try sandbox.run(
      "table", "--format", "csv", "--metric", "val_accuracy,val_f1,val_accuracy_class_0"
    ).output
    let lines = csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    func value(_ name: String, of metric: String) -> String? {
      guard let column = lines[0].firstIndex(where: { $0 == name }),
        let line = lines.first(where: { $0[0] == metric })
      else { return nil }
      return String(line[column])
    }
    #expect(value("mean", of: "val_accuracy_class_0").flatMap(Double.init) == 1, "\(csv)")
    #expect(value("n", of: "val_accuracy_class_0") == "3", "\(csv)")
    #expect(value("n", of: "val_f1") == "3", "\(csv)")
    #expect(value("n", of: "val_accuracy") == "10", "\(csv)")
  }

  /// Eight rows of a class that no network at this rate finds, among two hundred.
  @Test func `more folds make no score better`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      "a,label\n"
        + (0..<200).map { "\($0 * 37 % 100),\($0 % 25 == 0 ? "rare" : "usual")\n" }.joined(),
      to: "d.csv")
    var scores: [Double] = []
    for folds in [4, 20] {
      try sandbox.write(
        network("{ csv: d.csv, target: label }", "folds: { k: \(folds) }")
          .replacing("learning_rate: 0.5", with: "learning_rate: 0.01"), to: "s.yaml")
      let run = try sandbox.run("run", "s.yaml", "-j", "2", "--results", "\(folds).sqlite")
      #expect(run.status == .exited(0), "\(run.errors)")
      let csv = try sandbox.run("table", "--results", "\(folds).sqlite", "--format", "csv").output
      let cells = csv.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let mean = try #require(cells[0].firstIndex(of: "mean"))
      scores.append(try #require(Double(cells[1][mean])))
      #expect(run.output.contains("which it does not beat"), "\(run.output)")
    }
    // A fold with one of its rows among ten has an F1 of 0.47, one with two among fifty 0.49.
    #expect(scores.allSatisfy { abs($0 - 0.48) < 0.02 }, "\(scores)")
    let several = try sandbox.run(
      "table", "--results", "20.sqlite", "--metric", "val_accuracy,val_f1,val_recall")
    #expect(
      several.output.contains(
        "12 of 20 trials left out (12 with val_f1, val_recall infinite or undefined), n = 8"),
      "\(several.output)")
    let titles = several.output.split(separator: "\n")[1].split(separator: " ")
    #expect(titles == ["val_accuracy", "n", "val_f1", "n", "val_recall", "n"], "\(several.output)")
  }

  @Test func `groups are kept together by engine and program alike`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      "site,label,x\n"
        + (0..<60).map { "s\($0 % 6),\("ab".map(String.init)[$0 / 7 % 2]),0.\($0 * 37 % 60)\n" }
        .joined(), to: "d.csv")
    try sandbox.write(
      """
      cut() { while read row; do sed -n "$((row + 2))p" "$SWEEP_CODE/d.csv" | sed 's/,.*//'; done < $1 | sort -u; }
      cut $SWEEP_TRAIN_INDEX > a; cut $SWEEP_VALID_INDEX > b
      echo "shared=$(comm -12 a b | wc -l)"
      """, to: "leak.sh")
    func program(_ evaluate: String) -> String {
      """
      sweep: g
      command: [sh, leak.sh]
      data: { csv: d.csv, target: label, group: site }
      evaluate: { \(evaluate) }
      metric: { name: shared, goal: minimize }
      """
    }
    for (index, evaluate) in [
      "holdout: 0.2", "folds: { k: 3 }", "folds: { k: 3, kind: grouped }",
      "folds: { kind: leave_one_group_out }", "folds: { k: 2, repeats: 3 }",
      "folds: { k: 2, kind: stratified_grouped }",
    ].enumerated() {
      try sandbox.write(program(evaluate), to: "s.yaml")
      let run = try sandbox.run("run", "s.yaml", "-j", "1", "--results", "\(index).sqlite")
      #expect(run.status == .exited(0), "\(run.errors)")
      let table = try sandbox.run("table", "--results", "\(index).sqlite", "--format", "csv").output
      let cells = table.split(separator: "\n").map { $0.split(separator: ",") }
      let place = try #require(cells[0].firstIndex(of: "mean"))
      #expect(Double(cells[1][place]) == 0, "\(evaluate): \(table)")
    }
    try sandbox.write(program("folds: { kind: leave_one_group_out }"), to: "s.yaml")
    let plan = try sandbox.run("plan", "s.yaml").output
    #expect(plan.contains("on 6 left-out groups as folds"), "\(plan)")
    for text in [
      program("holdout: 0.2"),
      network("{ csv: d.csv, target: label, group: site }", "holdout: 0.2"),
    ] {
      try sandbox.write(text, to: "s.yaml")
      let held = try sandbox.run("plan", "s.yaml").output
      #expect(held.contains("held out class by class, groups whole; 50 rows"), "\(held)")
    }
    for text in [
      program("folds: { k: 3, kind: stratified }"),
      network(
        "{ csv: d.csv, target: label, group: site }", "folds: { k: 3, kind: kfold }"),
    ] {
      try sandbox.write(text, to: "s.yaml")
      let refused = try sandbox.run("plan", "s.yaml")
      #expect(refused.status == .exited(2))
      #expect(
        refused.errors.contains("would put rows of one group on both sides of a split"),
        "\(refused.errors)")
    }
    try sandbox.write(
      network("{ csv: d.csv, target: label, group: site }", "folds: { k: 3 }"), to: "s.yaml")
    let ours = try sandbox.run("plan", "s.yaml").output
    #expect(ours.contains("on 3 stratified and grouped folds"), "\(ours)")
    // The rows that the engine's networks were trained on, by the record.
    #expect(
      try sandbox.run("run", "s.yaml", "-j", "1", "--results", "e.sqlite").status == .exited(0))
    #expect(try sandbox.run("export", "out", "--results", "e.sqlite").status == .exited(0))
    let splits = try String(contentsOfFile: sandbox.path("out/splits.csv"), encoding: .utf8)
    var sides: [String: Set<Substring>] = [:]
    for line in splits.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",")
      let row = try #require(Int(cells[1]))
      sides["\(cells[0]) s\(row % 6)", default: []].insert(cells[2])
    }
    #expect(sides.count == 18 && sides.values.allSatisfy { $0.count == 1 }, "\(sides)")
  }

  @Test func `tables of real life are read or refused in words that help`() throws {
    let sandbox = try Sandbox()
    func plan(_ bytes: [UInt8], _ spec: String? = nil) throws -> Finished {
      try Data(bytes).write(to: URL(filePath: sandbox.path("t.csv")))
      try sandbox.write(
        spec
          ?? network(
            "{ csv: t.csv, target: label, features: [x] }", "folds: { k: 2 }", units: 2),
        to: "s.yaml")
      return try sandbox.run("plan", "s.yaml")
    }
    let rows = (0..<8).map { "\($0),\($0 % 2 == 0 ? "a" : "b")" }
    for (separator, end) in [(";", "\n"), ("\t", "\r\n"), (", ", "\r"), (",", "\n")] {
      let text = (["x,label"] + rows).map { $0.replacing(",", with: separator) + end }.joined()
      let read = try plan(Array(text.utf8))
      #expect(read.status == .exited(0), "\(read.errors)")
      let wide = text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
      #expect(try plan([0xff, 0xfe] + wide).status == .exited(0))
    }
    // 'a' and 'a ' are one class.
    let blanks = ["x,label"] + rows + ["9,a ", "10, b"]
    #expect(try plan(Array(blanks.joined(separator: "\n").utf8)).status == .exited(0))
    let profile = try sandbox.run("data", "t.csv", "--target", "label")
    #expect(profile.output.contains("a 50 %, b 50 %"), "\(profile.output)")
    #expect(
      profile.output.contains(
        "'label' has 'a' with blanks around it and without, which count as one value"),
      "\(profile.output)")
    let unlike = try plan(Array("x label\n1 a\n2 b\n".utf8))
    #expect(unlike.errors.contains("if blanks separate its fields"), "\(unlike.errors)")

    try sandbox.write("echo val_loss=1", to: "a.sh")
    let prices = "date,price\n" + (1...40).map { "\($0),\($0 * 7).5\n" }.joined()
    let told = try plan(
      Array(prices.utf8),
      "sweep: h\ncommand: [sh, a.sh]\ndata: { csv: t.csv, target: price }\nevaluate: { holdout: 0.25 }\n"
        + "metric: { name: val_loss }\n")
    #expect(told.status == .exited(0))
    #expect(
      told.errors.contains(
        "the target 'price' is taken as a number to be learned; if its values are classes, write kind:"
          + " classification"), "\(told.errors)")
    #expect(told.output.contains("25 % of the rows, held out by chance"), "\(told.output)")
    let unnamed = try plan(
      Array(prices.utf8),
      "sweep: h\ncommand: [sh, a.sh]\ndata: { csv: t.csv, target: price }\nevaluate: { holdout: 0.25 }\n"
    )
    #expect(
      unnamed.errors.contains("no metric is named, so val_accuracy is taken, which is of classes"),
      "\(unnamed.errors)")
  }

  @Test func `the sample of a table of one's own runs, with its baseline`() throws {
    let sandbox = try Sandbox()
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "sweeps")
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
    try FileManager.default.createDirectory(
      atPath: sandbox.path("sweeps"), withIntermediateDirectories: true)
    try sandbox.write(try text("penguins.csv"), to: "sweeps/penguins.csv")
    try sandbox.write(try text("penguins-island.yaml"), to: "sweeps/s.yaml")
    let profile = try sandbox.run(
      "data", "sweeps/penguins.csv", "--target", "island", "--group", "nest")
    #expect(profile.output.contains("344 rows of 12 columns"), "\(profile.output)\(profile.errors)")
    #expect(profile.output.contains("each group of 'nest' has one value of 'island'"))
    let run = try sandbox.run(
      "run", "sweeps/s.yaml", "-j", "2", "--set", "training.epochs=10", "--set",
      "evaluate.replicates=1")
    #expect(run.status == .exited(0), "\(run.errors)")
    #expect(run.output.contains("baseline 0.5000: val_roc_auc"), "\(run.output)")
    let accuracy = try sandbox.run("table", "--metric", "val_accuracy").output
    #expect(accuracy.contains("baseline 0.488"), "\(accuracy)")
    #expect(!accuracy.contains("beat"), "\(accuracy)")
    #expect(!(try sandbox.run("table", "--format", "csv").output.contains("baseline")))

    // Metrics as people want to read them.
    let plain = try sandbox.run("table", "--metric", "val_accuracy", "--format", "csv").output
    let percent = try sandbox.run("table", "--metric", "val_accuracy", "--percent").output
    #expect(percent.contains("val_accuracy (%) at the last epoch"), "\(percent)")
    #expect(percent.contains("baseline 48.8"), "\(percent)")
    let words = ["--label", "val_accuracy=Accuracy (%)", "--percent"]
    let named = try sandbox.run(["table", "--metric", "val_accuracy"] + words).output
    #expect(named.contains("penguins-island: Accuracy (%) at the last epoch"), "\(named)")
    #expect(!named.contains("val_accuracy"), "\(named)")
    let files = try sandbox.run(["table", "--format", "csv", "--metric", "val_accuracy"] + words)
    #expect(files.status == .exited(2))
    #expect(
      try sandbox.run("table", "--metric", "val_accuracy", "--format", "csv").output == plain)
    for arguments in [["--percent", "--metric", "val_loss"], ["--label", "nothing=Much"]] {
      #expect(try sandbox.run(["table"] + arguments).status == .exited(2))
    }
    let report = try sandbox.run(["report", "r.html", "--metric", "val_accuracy"] + words)
    #expect(report.status == .exited(0), "\(report.errors)")
    let page = try String(contentsOfFile: sandbox.path("r.html"), encoding: .utf8)
    #expect(page.contains("Accuracy (%)") && page.contains("predicted"))
    let plot = try sandbox.run(
      ["plot", "factor", "--metric", "val_accuracy", "-o", "f.svg"] + words)
    #expect(plot.output.contains("mean of Accuracy (%) at the last epoch"), "\(plot.errors)")
  }
}
