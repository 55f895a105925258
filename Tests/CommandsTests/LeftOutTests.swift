import Testing
import Trials

@testable import Commands

/// A value that cannot be read is told, so that no earlier number stands for the end in silence.
struct LeftOutTests {
  @Test(arguments: [
    ("epoch,acc\n1,0.5\n2,tensor(0.9)\n", "in one row it is no number ('tensor(0.9)')"),
    ("epoch;acc\n1;0,5\n2;1.234,5\n", "in one row it is no number ('1.234,5')"),
    ("epoch,acc\n1,0.5\n2,diverged\n3,diverged\n", "in 2 rows it is no number ('diverged')"),
  ])
  func `a field that is no number is told of`(table: String, words: String) throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write(table, to: "log.csv")
    let decision = logs.decide()
    #expect(decision.curve("acc") == [1: 0.5])
    #expect(decision.told(of: "acc") == [words + " and is left out"])
  }

  @Test func `what a pattern finds and is no number is told of`() throws {
    let logs = try Logs(judgedBy: "acc", metrics: #"{"pattern": "acc (?<acc>[^ ]+)"}"#)
    logs.print("acc 0.5", "acc 0.9,")
    let decision = logs.decide()
    #expect(decision.curve("acc") == [1: 0.5])
    #expect(decision.told(of: "acc") == ["in one row it is no number ('0.9,') and is left out"])
  }

  @Test func `NaN as null at the end is told, and null in rows of other metrics is not`() throws {
    let logs = try Logs(judgedBy: "acc")
    logs.print(
      #"{"epoch": 1, "acc": 0.5}"#, #"{"epoch": 1, "acc": null, "loss": 2}"#,
      #"{"epoch": 2, "acc": null, "loss": 1}"#, #"{"epoch": 2, "acc": 0.6, "loss": null}"#)
    #expect(logs.sources.decide().told(of: "acc") == [])
    logs.print(#"{"epoch": 3, "acc": null}"#)
    #expect(
      logs.decide().told(of: "acc")
        == ["the log ends with 'null' for it: the last number is of an earlier row"])
  }

  @Test(arguments: [#"{"epoch": 1, "acc": [0.5]}"#, #"{"acc": [0.5]}"#])
  func `a metric that is nowhere a number is told of`(line: String) throws {
    let logs = try Logs(judgedBy: "acc")
    logs.print(line)
    #expect(
      logs.decide().told(of: "acc")
        == ["in one row it is no number ('[...]') and is left out, in standard output"])
  }

  @Test(arguments: [
    "epoch=2 acc=0.9 *best*", "[12:00] epoch=2 acc = 0.9", #"INFO {"epoch": 2, "acc": 0.9}"#,
    "{'epoch': 2, 'acc': 0.9}", "best so far: acc=0.9",
  ])
  func `a line that gives the metric a number and is not read is told of`(line: String) throws {
    let logs = try Logs(judgedBy: "acc")
    logs.print("epoch=1 acc=0.5", line)
    let decision = logs.decide()
    #expect(decision.curve("acc") == [1: 0.5])
    #expect(
      decision.told(of: "acc")
        == ["on standard output a line that names acc is not read, such as '\(line)'"])
  }

  @Test(arguments: [
    "acc improved from 0.5 to 0.9", "val_acc=0.9 *best*", "accuracy=0.9 good", "acc: 0.9",
    " 50%|#####     | 1/2 [00:01<00:01, acc=0.9]", "acc=high or so",
  ])
  func `chatter and bars are not`(line: String) throws {
    let logs = try Logs(judgedBy: "acc")
    logs.print("epoch=1 acc=0.5", line)
    #expect(logs.decide().told(of: "acc") == [])
  }

  @Test func `lines that are not read are told of only where the metric comes from`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write(#"{"epoch": 1, "acc": 0.5}"# + "\n", to: "metrics.jsonl")
    logs.print("epoch=2 acc=0.9 *best*")
    #expect(logs.decide().told(of: "acc") == [])
  }

  @Test func `a head that comes again, with other columns, names what follows`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write(
      "epoch,acc,loss\n1,0.5,9\nepoch,acc,loss\n2,0.6,8\nepoch,loss,acc\n3,7,0.7\n", to: "log.csv")
    #expect(logs.decide().curve("acc") == [1: 0.5, 2: 0.6, 3: 0.7])
  }

  @Test func `of two columns of one name none is taken for the other`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write("epoch,acc,acc\n1,0.9,0.5\n", to: "log.csv")
    #expect(logs.value() == nil)
    let chosen = try Logs(judgedBy: "acc (column 3)")
    try chosen.write("epoch,acc,acc,epoch\n1,0.9,0.5,7\n", to: "log.csv")
    #expect(chosen.value() == 0.5)
  }

  @Test(arguments: ["epoch|acc\n1|0.5\n", "epoch:acc\n1:0.5\n", "epoch acc\n1 0.5\n"])
  func `a table whose columns nothing separates is named where its metric is missed`(
    table: String
  ) throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write(table, to: "log.csv")
    #expect(logs.value() == nil)
    let head = table.split(separator: "\n")[0]
    #expect(
      logs.sources.unreadTables(with: "acc") == [
        "log.csv begins with '\(head)', in which no comma, semicolon or tab separates columns"
      ])
  }

  @Test(arguments: [
    #"{"iteration": 1, "acc": 0.5}"# + "\r\n" + #"{"iteration": 2, "acc": 0.7, "note": "x"}"#
      + "\n",
    #"[{"epoch": 1, "acc": 0.5}, {"epoch": 2, "acc": 0.7}]"#,
    #"{"acc": {"steps": [1, 2], "values": [0.5, 0.7]}}"#,
  ])
  func `a file metrics.json is read in whatever way it is written`(text: String) throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write(text, to: "metrics.json")
    #expect(logs.decide().curve("acc") == [1: 0.5, 2: 0.7])
  }

  @Test func `rows of a table that stand at no epoch are told of`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write("epoch,acc\n1,0.5\n,0.9\n", to: "log.csv")
    let decision = logs.decide()
    #expect(decision.curve("acc") == [1: 0.5])
    #expect(
      decision.remarks.map(\.text)
        == ["log.csv is not read whole: rows that name neither an epoch nor a step are left out"])
  }

  @Test(arguments: [
    "\u{feff}{\"epoch\": 1, \"acc\": 0.5}\r\n{\"epoch\": 2, \"acc\": 0.6}\r\n",
    "\u{feff}epoch=1 acc=0.5\nepoch=2 acc=0.6", "# mine\nepoch=1 acc=0.5\nepoch=2 acc=0.6\n",
    "epoch=1 acc=0.5 device=cuda took=3.2s\nepoch=2, acc=0.6, device=cuda, took=3.1s\n",
  ])
  func `lines are read whatever begins or ends them`(text: String) throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write(text, to: "metrics.jsonl")
    let decision = logs.decide()
    #expect(decision.curve("acc") == [1: 0.5, 2: 0.6])
    #expect(decision.remarks.isEmpty)
  }

  @Test func `a line of the program's own file that is neither is told of`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write("epoch=1 acc=0.5\nacc: 0.9\n", to: "metrics.jsonl")
    #expect(
      logs.decide().remarks.map(\.text) == [
        "metrics.jsonl is not read whole: a line that is neither JSON nor name=value is left out"
      ])
  }

  @Test(arguments: ["split", "phase", "dataset", "set", "type", "Stage", "kind"])
  func `training and validation are told apart by whatever column names them`(name: String) throws {
    for rows in ["1,train,0.9\n1,val,0.5\n", "1,val,0.5\n1,train,0.9\n"] {
      let logs = try Logs(judgedBy: "acc")
      try logs.write("epoch,\(name),acc\n" + rows, to: "log.csv")
      #expect(logs.value() == 0.5)
    }
    let logs = try Logs(judgedBy: "acc")
    logs.print("epoch=1 \(name)=val acc=0.5", "epoch=1 \(name)=train acc=0.9")
    #expect(logs.value() == 0.5)
  }

  @Test func `a split goes before a name that could be one`() {
    let row = MetricText.row(
      Array(#"{"epoch": 1, "acc": 0.5, "name": "test", "split": "train set"}"#.utf8)[...])
    #expect(row?.part == "train set")
    #expect(MetricRow(fields: [:], texts: ["name": "test run", "model": "train"]).part == nil)
  }

  @Test func `of fields that say where a row stands the shortest name counts, in any order`() {
    for _ in 0..<50 {
      let row = MetricRow(
        fields: [
          "trainer/epoch": 7, "Epoch": 2, "EPOCH": 2, "train/epoch": 8, "step": 5, "STEP": 5,
          "iteration": 9, "acc": 1,
        ])
      #expect(row == MetricRow(metrics: ["acc": 1], epoch: 2, step: 5))
      let other = MetricRow(fields: ["trainer/epoch": 7, "train/epoch": 8, "iteration": 9])
      #expect(other == MetricRow(metrics: [:], epoch: 8, step: 9))
    }
  }

  @Test(arguments: [
    ([0, 1, 2], [1: 0.5, 2: 0.6, 3: 0.7]), ([1, 2, 3], [1: 0.5, 2: 0.6, 3: 0.7]),
    ([10, 20, 30], [10: 0.5, 20: 0.6, 30: 0.7]), ([3, 2, 1], [1: 0.7, 2: 0.6, 3: 0.5]),
  ])
  func `epochs count from anywhere`(epochs: [Int], curve: [Int: Double]) throws {
    for separator in [",", ";", "\t"] {
      let logs = try Logs(judgedBy: "acc")
      let rows = zip(epochs, ["0.5", "0.6", "0.7"]).map { "\($0)\(separator)\($1)\r\n" }
      try logs.write("epoch\(separator)acc\r\n" + rows.joined(), to: "log.csv")
      #expect(logs.decide().curve("acc") == curve)
    }
  }

  @Test func `names that differ in case are two metrics`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write("Epoch,acc,Acc,ACC\n1,0.5,0.6,0.7\n", to: "log.csv")
    let decision = logs.decide()
    #expect(decision.measurements.first?.metrics == ["acc": 0.5, "Acc": 0.6, "ACC": 0.7])
  }
}

extension Logs {
  /// Prints lines on standard output.
  fileprivate func print(_ lines: String...) {
    for line in lines { sources.print(Array((line + "\n").utf8)) }
  }
}
