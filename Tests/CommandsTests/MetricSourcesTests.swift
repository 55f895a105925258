import Foundation
import Processes
import SQLite
import Sweeps
import Testing
import Trials

@testable import Commands

/// Logs as real libraries write them, small, each with the value that is right.
struct MetricSourcesTests {
  // MARK: - Tables

  @Test func `a table that gets a column in the middle is read anew`() throws {
    let logs = try Logs(judgedBy: "val_loss")
    try logs.write("epoch,val_loss\n0,0.5\n", to: "metrics.csv")
    logs.sources.read(searching: true)
    try logs.write("epoch,test_loss,val_loss\n0,,0.5\n0,9.0,\n1,,0.25\n", to: "metrics.csv")
    logs.sources.read(searching: false)
    try logs.append("1,9.0,\n", to: "metrics.csv")
    let decision = logs.decide()
    #expect(decision.curve("val_loss") == [1: 0.5, 2: 0.25])
    #expect(decision.curve("test_loss") == [1: 9, 2: 9])
  }

  @Test func `a table that is replaced, or begun again, is read anew`() throws {
    let logs = try Logs(judgedBy: "acc")
    for epoch in 1...4 {
      let rows = (1...epoch).map { "\($0),0.\($0)\n" }.joined()
      try logs.write("epoch,acc\n" + rows, to: "draft")
      try? logs.remove("history.csv")
      try FileManager.default.moveItem(
        atPath: "\(logs.folder.path)/draft", toPath: "\(logs.folder.path)/history.csv")
      logs.sources.read(searching: true)
    }
    #expect(logs.decide().curve("acc") == [1: 0.1, 2: 0.2, 3: 0.3, 4: 0.4])
    try logs.write("epoch,acc\n1,0.9\n", to: "history.csv")
    #expect(logs.decide().curve("acc") == [1: 0.9])
  }

  @Test func `a row that is written in two halves counts once`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write("epoch,acc\n1,0.", to: "log.csv")
    logs.sources.read(searching: true)
    try logs.append("25\n2,0.5", to: "log.csv")
    #expect(logs.decide().curve("acc") == [1: 0.25, 2: 0.5])
  }

  @Test func `of several rows an epoch the last counts, and it is told`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write("epoch,step,acc\n0,1,0.1\n0,2,0.2\n1,3,0.3\n1,4,0.4\n", to: "log.csv")
    let decision = logs.decide()
    #expect(decision.curve("acc") == [1: 0.2, 2: 0.4])
    #expect(
      decision.told(of: "acc") == ["measured several times an epoch: the last of each counts"])
  }

  @Test func `tables in folders are found, and two that differ are told apart`() throws {
    let logs = try Logs(judgedBy: "val_loss")
    try logs.write("epoch,val_loss\n0,0.5\n", to: "lightning_logs/version_0/metrics.csv")
    #expect(logs.value() == 0.5)
    try logs.write("epoch,val_loss\n0,0.7\n", to: "lightning_logs/version_1/metrics.csv")
    let conflict = try #require(logs.decide().conflict)
    #expect(conflict.contains("'version_0/val_loss', 0.5 in a table"))
    #expect(conflict.hasSuffix("such as metric: { name: version_1/val_loss }"))
    let chosen = try Logs(judgedBy: "version_1/val_loss")
    for version in 0...1 {
      try chosen.write("epoch,val_loss\n0,0.\(version + 5)\n", to: "a/version_\(version)/m.csv")
    }
    #expect(chosen.value() == 0.6)
  }

  @Test func `tables that say the same are one`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write("epoch\tacc\n1\t0.5\n2\t0.75\n", to: "log.tsv")
    try logs.write("epoch\tacc\n1\t0.5\n2\t0.75\n", to: "log.csv")
    #expect(logs.value() == 0.75)
  }

  @Test func `nothing but a file is opened, and none behind a link`() throws {
    let logs = try Logs(judgedBy: "acc")
    for name in ["log.csv", "events.out.tfevents.1.x", "metrics.jsonl", "trainer_state.json"] {
      logs.makeFIFO(name)
    }
    try logs.write("epoch,acc\n1,0.9\n", to: "elsewhere/other")
    try logs.link("linked.csv", to: "elsewhere/other")
    try logs.link("zero.csv", to: "/dev/zero")
    logs.sources.print(Array("acc=0.5\n".utf8))
    #expect(logs.value() == 0.5)
  }

  // MARK: - TensorBoard

  @Test(arguments: [["train", "test"], ["a", "b"]])
  func `a tag that two folders share is refused, and both are named`(folders: [String]) throws {
    let logs = try Logs(judgedBy: "accuracy")
    for (index, folder) in folders.enumerated() {
      try logs.writeEvents(
        "accuracy", [(0, 0.5), (1, 0.25 * Float(index + 1))],
        to: "logs/\(folder)/events.out.tfevents.\(index)")
    }
    let decision = logs.decide()
    let conflict = try #require(decision.conflict)
    for folder in folders { #expect(conflict.contains("'\(folder)/accuracy'")) }
    #expect(!conflict.hasSuffix("{ name: train/accuracy }"))
    #expect(decision.curve("\(folders[1])/accuracy") == [1: 0.5, 2: 0.5])
    #expect(decision.curve("accuracy").isEmpty)
  }

  @Test func `of training and validation, validation counts, and it is told`() throws {
    let logs = try Logs(judgedBy: "loss")
    for (part, value) in [("train", 0.25), ("val", 1.25)] as [(String, Float)] {
      try logs.writeEvents("loss", [(1, 2), (2, value)], to: "runs/x/loss_\(part)/tfevents.1")
    }
    let decision = logs.decide()
    #expect(decision.conflict == nil)
    #expect(decision.curve("loss") == [1: 2, 2: 1.25])
    #expect(decision.curve("loss_train/loss") == [1: 2, 2: 0.25])
    #expect(decision.told(of: "loss").contains { $0.hasPrefix("of training and validation") })
  }

  @Test func `numbers of the end in two folders are told apart as curves are`() throws {
    for (folders, value) in [(["train", "eval"], 0.5), (["a", "b"], nil)] as [([String], Double?)] {
      let logs = try Logs(judgedBy: "acc")
      try logs.write(#"{"acc": 0.9}"#, to: "out/\(folders[0])/metrics.json")
      try logs.write(#"{"acc": 0.5}"#, to: "out/\(folders[1])/metrics.json")
      #expect(logs.value() == value)
    }
  }

  @Test func `a name with a folder chooses`() throws {
    for (name, value) in [("test/Accuracy", 0.5), ("catboost_info/learn/Accuracy", 0.75)] {
      let logs = try Logs(judgedBy: name)
      try logs.writeEvents("Accuracy", [(1, 0.75)], to: "catboost_info/learn/events.out.tfevents")
      try logs.writeEvents("Accuracy", [(1, 0.5)], to: "catboost_info/test/events.out.tfevents")
      #expect(logs.value() == value)
    }
  }

  @Test func `hparams are said of the end`() throws {
    let logs = try Logs(judgedBy: "val/acc")
    try logs.writeEvents("val/acc", [(1, 0.5), (2, 0.75)], to: "runs/x/tfevents.1")
    try logs.writeEvents("val/acc", [(0, 0.875)], to: "runs/x/17.0/tfevents.2", hparams: true)
    #expect(logs.decide().curve("val/acc") == [1: 0.5, 2: 0.75])
    let alone = try Logs(judgedBy: "hparam/acc")
    try alone.writeEvents("hparam/acc", [(0, 0.875)], to: "runs/x/17.0/tfevents.2", hparams: true)
    #expect(alone.value() == 0.875)
  }

  @Test func `points without a step keep their order, and purged steps go`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.writeEvents("acc", [(0, 0.5), (0, 0.25), (0, 0.75)], to: "runs/tfevents.1")
    #expect(logs.decide().curve("acc") == [1: 0.5, 2: 0.25, 3: 0.75])
    let purged = try Logs(judgedBy: "acc")
    try purged.writeEvents("acc", [(1, 0.5), (2, 0.25), (3, 0.125)], to: "runs/tfevents.1")
    try purged.writeEvents("acc", [(2, 0.75)], to: "runs/tfevents.2", from: 9, purging: 2)
    #expect(purged.decide().curve("acc") == [1: 0.5, 2: 0.75])
  }

  @Test func `two writers at once in one folder are not one series`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.writeEvents("acc", [(1, 0.5), (2, 0.25)], to: "runs/tfevents.1", from: 1)
    try logs.writeEvents("acc", [(1, 0.125), (2, 0.75)], to: "runs/tfevents.2", from: 1.5)
    #expect(logs.decide().conflict?.contains("'tfevents.1/acc'") == true)
  }

  // MARK: - Lines

  @Test func `fractions of epochs are numbered in order, and it is told`() throws {
    let logs = try Logs(judgedBy: "acc")
    let lines = (1...6).map { "{\"epoch\": \(Double($0) / 2), \"acc\": 0.\($0)}\n" }
    try logs.write(lines.joined(), to: "metrics.jsonl")
    let decision = logs.decide()
    #expect(decision.curve("acc").count == 6)
    #expect(
      decision.told(of: "acc") == [
        "has fractions of epochs: its measurements are numbered by the order"
      ])
  }

  @Test func `parts that rows name are told apart as folders are`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write(
      """
      {"epoch": 1, "split": "train", "acc": 0.9}
      {"epoch": 1, "split": "val", "acc": 0.5}

      """, to: "metrics.jsonl")
    #expect(logs.value() == 0.5)
    let tested = try Logs(judgedBy: "acc")
    try tested.write(
      """
      {"epoch": 1, "split": "train", "acc": 0.9}
      {"epoch": 1, "split": "test", "acc": 0.5}

      """, to: "metrics.jsonl")
    #expect(tested.decide().conflict?.contains("'test/acc'") == true)
  }

  @Test func `a line of some size is read, and one without measure is told of`() throws {
    let logs = try Logs(judgedBy: "acc")
    let long = String(repeating: "x", count: 70_000)
    try logs.write("{\"epoch\": 1, \"acc\": 0.5, \"x\": \"\(long)\"}\n", to: "metrics.jsonl")
    #expect(logs.value() == 0.5)
    #expect(logs.sources.unreadable == nil)
    let endless = String(repeating: "x", count: 2 << 20)
    try logs.append("{\"epoch\": 2, \"acc\": 0.75, \"x\": \"\(endless)\"}\n", to: "metrics.jsonl")
    logs.sources.finish()
    #expect(logs.sources.unreadable == "metrics.jsonl: a line is longer than 1 MiB")
  }

  @Test func `a line that is cut off is left out, and it is told`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write("{\"acc\": 0.5}\n{\"acc\": 0.7, \"lo", to: "metrics.jsonl")
    let decision = logs.decide()
    #expect(decision.curve("acc") == [1: 0.5])
    #expect(
      decision.remarks.map(\.text) == [
        "metrics.jsonl is not read whole: a line that is neither JSON nor name=value is left out"
      ])
  }

  @Test func `what is watched goes by the name that is asked for`() throws {
    let logs = try Logs(judgedBy: "test/acc")
    try logs.writeEvents("acc", [(1, 0.9)], to: "train/tfevents.1")
    try logs.writeEvents("acc", [(1, 0.5)], to: "test/tfevents.1")
    logs.sources.read(searching: true)
    let news = logs.sources.takeNews()
    #expect(news.contains(Measurement(epoch: 1, metrics: ["test/acc": 0.5])))
  }

  @Test func `of very many numbers the first, the last and the extremes are kept`() throws {
    let logs = try Logs(judgedBy: "acc", at: .epoch(123_457))
    let count = 300_000
    try logs.write(
      (1...count).map { "{\"epoch\":\($0),\"acc\":\(Double($0) / Double(count)),\"lr\":1}\n" }
        .joined(), to: "metrics.jsonl")
    let decision = logs.decide()
    let curve = decision.curve("acc")
    #expect(curve[1] != nil && curve[count] == 1 && curve[123_457] != nil)
    #expect(curve.count + decision.curve("lr").count <= 200_000)
    #expect(curve.count > decision.curve("lr").count)
    #expect(decision.told(of: "acc").contains { $0.hasPrefix("measured too often") })
  }

  @Test func `what a bar draws on one stream leaves lines of the other whole`() throws {
    let logs = try Logs(judgedBy: "acc")
    for epoch in 1...3 {
      logs.sources.print(Array("\r \(epoch)0%|##  | \(epoch)/5 [00:00<00:01".utf8), on: .errors)
      logs.sources.print(Array("{\"epoch\": \(epoch), \"acc\": 0.\(epoch)}\n".utf8))
    }
    #expect(logs.decide().curve("acc") == [1: 0.1, 2: 0.2, 3: 0.3])
    let same = try Logs(judgedBy: "acc")
    same.sources.print(Array("\r 10%|#   | 1/9 [00:00<00:01, 9.1it/s]{\"acc\": 0.5}\n".utf8))
    #expect(same.value() == 0.5)
  }

  @Test func `patterns may find an epoch on a line of its own`() throws {
    let logs = try Logs(
      judgedBy: "acc", metrics: #"{"pattern": ["^Epoch (?<epoch>\\d+)/", " acc: (?<acc>\\S+)"]}"#)
    logs.sources.print(Array("Epoch 1/2\n10/10 - acc: 0.5\nEpoch 2/2\n 1/10 acc: 0.6\r".utf8))
    logs.sources.print(Array("10/10 \u{1b}[1m acc: 0.75\u{1b}[0m\n".utf8))
    #expect(logs.decide().curve("acc") == [1: 0.5, 2: 0.75])
  }

  @Test func `of two logs the one that is meant counts, and the other is named`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.writeEvents("acc", [(100, 60), (200, 80)], to: "runs/tfevents.1")
    try logs.write(
      "{\"epoch\": 1, \"acc\": 0.6}\n{\"epoch\": 2, \"acc\": 0.8}\n", to: "metrics.jsonl")
    let decision = logs.decide()
    #expect(decision.curve("acc") == [1: 0.6, 2: 0.8])
    #expect(
      decision.told(of: "acc") == [
        "taken from SWEEP_METRICS and not from TensorBoard, which has it too and with other values"
      ])
  }

  @Test func `an attempt that goes on counts as the one before it`() throws {
    let logs = try Logs(judgedBy: "acc", after: [.init(kind: .metrics, numbering: .epochs)])
    try logs.write("{\"epoch\": 5, \"acc\": 0.5}\n", to: "metrics.jsonl")
    #expect(logs.decide().curve("acc") == [6: 0.5])
  }

  @Test func `an attempt that goes on counts as before also where it prints on stderr`() throws {
    // The output of an earlier attempt is read from one file, whichever stream it came by.
    let logs = try Logs(judgedBy: "acc", after: [.init(kind: .output, numbering: .epochs)])
    logs.sources.print(Array("{\"epoch\": 5, \"acc\": 0.5}\n".utf8), on: .errors)
    #expect(logs.decide().curve("acc") == [6: 0.5])
  }

  // MARK: - Files of loggers

  @Test func `the files that loggers write are known by their names`() throws {
    let logs = try Logs(judgedBy: "a")
    try logs.write(
      #"{"log_history": [{"epoch": 1.0, "step": 8, "eval_acc": 0.5}], "epoch": 1.0}"#,
      to: "out/checkpoint-8/trainer_state.json")
    try logs.write(
      """
      {"log_history": [{"epoch": 1.0, "step": 8, "eval_acc": 0.5},
        {"epoch": 2.0, "step": 16, "eval_acc": 0.75}], "epoch": 2.0}
      """, to: "out/checkpoint-16/trainer_state.json")
    try logs.write(
      #"[{"epoch": 1, "valid_acc": 0.5, "batches": [{"train_loss": 9}]}, {"epoch": 2, "valid_acc": 1}]"#,
      to: "history.json")
    try logs.write(
      #"{"score": {"steps": [0, 10], "values": [0.5, 0.75], "timestamps": ["a", "b"]}}"#,
      to: "runs/1/metrics.json")
    try logs.write("step\tacc\n0\t0.5\n1\t0.75\n", to: "dvclive/plots/metrics/val/acc.tsv")
    try logs.write(#"{"val": {"acc": 0.75}, "best": 0.8, "step": 1}"#, to: "dvclive/metrics.json")
    let decision = logs.decide()
    #expect(decision.curve("eval_acc") == [1: 0.5, 2: 0.75])
    #expect(decision.curve("valid_acc") == [1: 0.5, 2: 1])
    #expect(decision.curve("score") == [1: 0.5, 11: 0.75])
    #expect(decision.curve("val/acc") == [1: 0.5, 2: 0.75])
    #expect(decision.curve("best").values.first == 0.8)
  }

  @Test func `a file that is written anew as a whole is read anew`() throws {
    let logs = try Logs(judgedBy: "a")
    for value in ["1", "2"] {
      try logs.write(#"[{"epoch": 1, "a": \#(value)}]"#, to: "history.json")
      logs.sources.read(searching: true)
    }
    #expect(logs.value() == 2)
    try logs.write(#"[{"epoch": 1, "a""#, to: "history.json")
    let decision = logs.decide()
    #expect(decision.remarks.map(\.text) == ["history.json is not read whole: it is no whole JSON"])
  }

  @Test func `MLflow's and Trackio's databases are read at the end, the last run first`() throws {
    let logs = try Logs(judgedBy: "acc")
    do {
      let database = try Database(at: "\(logs.folder.path)/mlflow.db")
      try database.execute(
        """
        CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, lifecycle_stage TEXT);
        INSERT INTO runs VALUES ('a', 'active'), ('b', 'active'), ('c', 'deleted');
        CREATE TABLE metrics (key TEXT, value FLOAT, timestamp BIGINT, run_uuid TEXT, step BIGINT,
          is_nan BOOLEAN);
        INSERT INTO metrics VALUES ('acc', 0.9, 3000, 'a', 0, 0), ('acc', 0.5, 4000, 'b', 0, 0),
          ('acc', 0.6, 5000, 'b', 1, 0), ('loss', 0, 5000, 'b', 1, 1),
          ('acc', 0.7, 6000, 'c', 0, 0);
        """)
    }
    let decision = logs.decide()
    #expect(decision.curve("acc") == [1: 0.5, 2: 0.6])
    #expect(decision.curve("loss")[2]?.isNaN == true)
    #expect(
      decision.told(of: "acc").contains("of several MLflow runs the last that logged it counts"))
    let trackio = try Logs(judgedBy: "acc")
    try trackio.write("", to: "trackio/p.db")
    do {
      let database = try Database(at: "\(trackio.folder.path)/trackio/p.db")
      try database.execute(
        """
        CREATE TABLE metrics (id INTEGER PRIMARY KEY, timestamp TEXT, run_name TEXT, step INTEGER,
          metrics TEXT);
        INSERT INTO metrics VALUES (1, '2026-01-01T00:00:00', 'r', 0, '{"epoch": 1, "acc": 0.5}'),
          (2, '2026-01-01T00:00:01', 'r', 1, '{"epoch": 2, "acc": 0.75}');
        """)
    }
    #expect(trackio.decide().curve("acc") == [1: 0.5, 2: 0.75])
  }

  @Test func `a file that is no database is told of`() throws {
    let logs = try Logs(judgedBy: "acc")
    try logs.write("no database at all", to: "mlflow.db")
    #expect(logs.decide().remarks.map(\.text).first?.hasPrefix("mlflow.db is not read:") == true)
  }
}
