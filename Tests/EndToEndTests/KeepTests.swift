import Foundation
import Processes
import SQLite
import Testing

/// Trained networks and their numbers, as a sweep leaves them.
struct KeepTests {
  /// Everything random that a training can have, and weights of more than a few hundred kilobytes.
  private static let spec = """
    sweep: wide
    data: digits
    network:
      - dense: { units: 2000, activation: relu }
      - dropout: { rate: 0.3 }
      - dense: { units: 10, activation: softmax }
    training:
      loss: categorical_crossentropy
      optimizer: { sgd: { learning_rate: $rate } }
      batch_size: 64
      epochs: 2
      noise: { salt_and_pepper: 0.05 }
    parameters: { rate: [0.05, 0.1] }
    evaluate: { on: test, replicates: 2, seed: 3 }
    """

  private func sandbox(_ spec: String = spec) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(spec, to: "spec.yaml")
    return sandbox
  }

  private func rows(_ sandbox: Sandbox, _ query: String) throws -> [String] {
    try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly).prepare(query)
      .map { $0.text(0) }
  }

  private func files(_ sandbox: Sandbox) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: sandbox.path("sweep.sqlite.weights"))
      .sorted().map { sandbox.path("sweep.sqlite.weights/\($0)") }
  }

  @Test func `a trial has the same bits on any slot, with any trials before it`() throws {
    let (one, three) = (try sandbox(), try sandbox())
    #expect(try one.run("run", "spec.yaml", "-j", "1", "--keep", "weights=last").succeeded)
    #expect(try three.run("run", "spec.yaml", "-j", "3", "--keep", "weights=last").succeeded)
    let query = """
      SELECT hex(t.hash) || ' ' || hex(r.digest) || ' ' || hex(w.hash)
      FROM results r JOIN trials t ON t.id = r.trial JOIN weights w ON w.trial = r.trial ORDER BY 1
      """
    let rows = try rows(one, query)
    #expect(rows.count == 4)
    #expect(try self.rows(three, query) == rows)
  }

  @Test func `networks are kept beside the results, and Python opens them`() throws {
    let sandbox = try sandbox()
    #expect(try sandbox.run("run", "spec.yaml", "-j", "2", "--keep=weights=best").succeeded)
    let files = try files(sandbox)
    let trials = try rows(sandbox, "SELECT trial FROM trial_results ORDER BY trial")
    #expect(trials.count == 4)
    #expect(files == trials.map { sandbox.path("sweep.sqlite.weights/\($0).safetensors") })

    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "read_weights.py")
    var command = Command("/usr/bin/env", arguments: ["python3", script.path] + files)
    command.environment = ProcessInfo.processInfo.environment
    command.output = .pipe
    command.errorOutput = .pipe
    let python = try Running(try command.start()).finish()
    switch python.status {
    case .exited(0):
      #expect(python.output.split(separator: "\n").count == 4)
      #expect(python.output.contains("0.kernel (64, 2000), 2.bias (10,), 2.kernel (2000, 10)"))
    case .exited(77), .exited(127):
      print("Python's safetensors did not open the kept networks: \(python.output)\(python.errors)")
    default:
      Issue.record("\(python.errors)")
    }
  }

  @Test func `what was trained without keeping its network is told`() throws {
    let sandbox = try sandbox()
    #expect(try sandbox.run("run", "spec.yaml").succeeded)
    let again = try sandbox.run("run", "spec.yaml", "--keep", "weights=best")
    #expect(again.errors.contains("4 trials were done before without keeping their networks"))
    #expect(!sandbox.exists("sweep.sqlite.weights"))
  }

  @Test func `a training that diverges is a result, and is not tried again`() throws {
    let sandbox = try sandbox(
      Self.spec.replacingOccurrences(of: "[0.05, 0.1]", with: "[0.1, 1e30]")
        + "\nkeep: { weights: last }\n")
    #expect(try sandbox.run("run", "spec.yaml").succeeded)
    #expect(
      try rows(sandbox, "SELECT status || ' ' || attempts FROM trial_results ORDER BY 1")
        == ["completed 1", "completed 1", "diverged 1", "diverged 1"])
    #expect(try rows(sandbox, "SELECT n || ' of ' || trials FROM summary") == ["2 of 2", "0 of 2"])
    #expect(try files(sandbox).count == 2)
    #expect(
      try rows(sandbox, "SELECT count(*) || '' FROM attachments WHERE name = 'confusion'") == ["2"])
  }

  @Test func `the metric is checked before anything is trained`() throws {
    let sandbox = try sandbox(Self.spec + "\nmetric: { name: val_acuracy }\n")
    let run = try sandbox.run("run", "spec.yaml")
    #expect(run.status == .exited(2))
    #expect(run.errors.hasPrefix("sweep: spec.yaml:15:17: this training reports no metric"))
    #expect(run.errors.contains("did you mean val_accuracy?"))
    #expect(!sandbox.exists("sweep.sqlite"))
  }

  @Test(arguments: ["best", "weights=first", "weights"])
  func `an odd --keep is refused`(value: String) throws {
    let run = try sandbox().run("run", "spec.yaml", "--keep", value)
    #expect(run.status == .exited(2))
    #expect(run.errors == "sweep: --keep must be weights=best or weights=last, not '\(value)'\n")
  }

  @Test func `a network that no result can hold is refused before it is trained`() throws {
    let sandbox = try sandbox(Self.spec.replacingOccurrences(of: "2000", with: "60000"))
    let run = try sandbox.run("run", "spec.yaml", "--keep", "weights=best")
    #expect(run.status == .exited(2))
    #expect(run.errors.contains("a network of 4500010 numbers cannot be kept"))
  }

  /// Every word of the schema, which tests hold against the readers, stands in the help, but for those
  /// of W&B's files: W&B explains them.
  @Test func `help tells everything that a spec can say`() throws {
    let sandbox = try Sandbox()
    let help = try ["spec", "command", "tables"].map { try sandbox.run("help", $0).output }.joined()
    let words = Set(help.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    let schema = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "sweeps/schema.json")
    var root = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: schema)) as? [String: Any])
    let parts = try #require(root["$defs"] as? [String: Any])
    root["$defs"] = parts.filter { !$0.key.hasPrefix("wandb") }
    let missing = Self.words(of: root).subtracting(words).subtracting(["classification"])
    #expect(missing == [])
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  /// All names of properties, and all words to choose from.
  private static func words(of schema: Any) -> Set<String> {
    var words: Set<String> = []
    if let object = schema as? [String: Any] {
      if let properties = object["properties"] as? [String: Any] {
        words.formUnion(properties.keys)
      }
      if let choices = object["enum"] as? [String] { words.formUnion(choices) }
      for value in object.values { words.formUnion(Self.words(of: value)) }
    }
    for value in schema as? [Any] ?? [] { words.formUnion(Self.words(of: value)) }
    return words
  }
}
