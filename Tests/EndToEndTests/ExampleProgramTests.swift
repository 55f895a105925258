import Foundation
import Processes
import Testing

/// The programs in sweeps/programs, with the libraries that they are made for.
///
/// `SWEEP_TEST_PYTHON` names folders with a python3 each, with colons between; a test takes the first that
/// has its libraries, and says so and does nothing where none has.
struct ExampleProgramTests {
  @Test func `a shell script says what it measured`() throws {
    let table = try table(of: "shell.yaml", with: nil)
    #expect(table?.contains { $0.hasPrefix("9,") } == true)
  }

  @Test func `folds of an SVM equal cross_val_score to the last digit`() throws {
    guard let folder = python(with: "sklearn, numpy") else { return }
    let sandbox = try Sandbox()
    guard try run("svm.yaml", in: sandbox, with: folder) else { return }
    let exported = try sandbox.run("export", "svm")
    guard exported.status == .exited(0) else {
      Issue.record("\(exported.errors)")
      return
    }
    try sandbox.write(
      """
      import json
      from sklearn.datasets import load_digits
      from sklearn.model_selection import cross_val_score
      from sklearn.svm import SVC
      sweep = json.load(open("svm/sweep.json"))
      folds = [(f["training"], f["validation"]) for f in sweep["splits"]]
      X, y = load_digits(return_X_y=True)
      assert len(folds) == 5
      seen = 0
      for c in sweep["configurations"]:
          p = {k: float(v["value"]) for k, v in c["parameters"].items()}
          expected = cross_val_score(SVC(**p), X, y, cv=folds)
          trials = {t["fold"]: t["value"] for t in sweep["trials"] if t["configuration"] == c["configuration"]}
          for fold, score in enumerate(expected):
              assert trials[fold] == score, (p, fold, trials[fold], score)
              seen += 1
      print(seen)
      """, to: "judge.py")
    let judged = try judge("judge.py", in: sandbox, with: folder)
    #expect(judged.output == "20\n", "\(judged.errors)")
  }

  @Test func `an unchanged W&B program is told its values and read`() throws {
    guard let folder = python(with: "wandb") else { return }
    let rows = try #require(try table(of: "wandb-unchanged.yaml", with: folder))
    // Gradient descent on x² from 5: each of 20 steps multiplies by 1 - 2 · 0.05.
    let row = try #require(rows.first { $0.hasPrefix("0.05,0,") || $0.hasPrefix("0.05,0.0,") })
    let mean = try #require(
      row.split(separator: ",").dropFirst(2).compactMap { Double($0) }.first { $0 != 1 })
    #expect(abs(mean - 25 * pow(0.9, 40)) < 1e-12)
  }

  @Test func `Keras's own TensorBoard callback is read`() throws {
    guard let folder = python(with: "keras, tensorflow, tensorboard") else { return }
    #expect(try table(of: "keras-tensorboard.yaml", with: folder)?.count == 3)
  }

  @Test func `PyTorch and the engine train the same network on the same folds`() throws {
    guard let data = ProcessInfo.processInfo.environment["SWEEP_DATA"],
      let folder = python(with: "torch, numpy")
    else { return }
    let sandbox = try Sandbox()
    for spec in ["optdigits-torch.yaml", "optdigits-engine.yaml"] {
      _ = try run(spec, in: sandbox, with: folder, environment: ["SWEEP_DATA": data])
    }
    let words = ["optdigits-torch", "optdigits-engine"].map { "\($0):learning_rate=0.001" }
    let comparison = try sandbox.run(["compare"] + words)
    #expect(comparison.status == .exited(0), "\(comparison.errors)")
    #expect(comparison.output.contains("not distinguishable at 5 %"))
  }

  @Test func `PyTorch under halving goes on from its checkpoint to the same numbers`() throws {
    guard let data = ProcessInfo.processInfo.environment["SWEEP_DATA"],
      let folder = python(with: "torch, numpy")
    else { return }
    var tables: [[Substring]] = []
    let fewer = [
      "--set", "parameters.learning_rate=logspace(1e-5, 1e-1, 9)", "--set", "evaluate.folds.k=2",
    ]
    for words in [[], ["--set", "keep.checkpoints=none"]] {
      let rows = try table(
        of: "optdigits-torch-halving.yaml", with: folder, environment: ["SWEEP_DATA": data],
        more: fewer + words)
      tables.append(try #require(rows))
    }
    // Without checkpoints, whoever goes on begins anew.
    #expect(tables[0] == tables[1])
    #expect(tables[0].count == 10)
    #expect(try (5...8).contains(ended(tables[0])), "\(tables[0])")
  }

  @Test func `Keras that knows nothing of halving is ended at its rung`() throws {
    guard let folder = python(with: "keras, tensorflow, tensorboard") else { return }
    let rows = try #require(try table(of: "keras-halving.yaml", with: folder))
    #expect(rows.count == 7)
    // About one of three is trained for all three epochs.
    #expect(try (3...5).contains(ended(rows)), "\(rows)")
  }

  @Test func `the helper in Python does what its own tests say`() throws {
    let folder = python(with: "unittest") ?? "/usr/bin"
    let sandbox = try Sandbox()
    let tests = ExampleProgramTests.folder.appending(path: "python/test_sweep_trial.py").path
    let judged = try judge(tests, in: sandbox, with: folder)
    #expect(judged.status == .exited(0), "\(judged.errors)")
  }

  // MARK: - How

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "sweeps")

  /// The folder of a python3 that can import all of this; nil, with a line, where there is none.
  private func python(with modules: String) -> String? {
    let named = ProcessInfo.processInfo.environment["SWEEP_TEST_PYTHON"] ?? "/usr/bin"
    for folder in named.split(separator: ":").map(String.init) {
      var command = Command("\(folder)/python3", arguments: ["-c", "import \(modules)"])
      command.environment = ["PATH": "/usr/bin:/bin", "HOME": NSTemporaryDirectory()]
      command.output = .null
      command.errorOutput = .null
      if (try? command.start().wait()) == .exited(0) { return folder }
    }
    print("skipped: no python3 of SWEEP_TEST_PYTHON has \(modules)")
    return nil
  }

  private func run(
    _ spec: String, in sandbox: Sandbox, with python: String?, environment: [String: String] = [:],
    more words: [String] = []
  ) throws -> Bool {
    let path = ExampleProgramTests.folder.appending(path: "programs/\(spec)").path
    var environment = environment
    environment["PATH"] = (python.map { "\($0):" } ?? "") + "/usr/bin:/bin"
    let run = try sandbox.start(["run", path, "-j", "2"] + words, environment: environment)
      .finish(within: .seconds(600))
    #expect(run.status == .exited(0), "\(run.errors)")
    return run.status == .exited(0)
  }

  /// The rows of the sweep's table, the header first.
  private func table(
    of spec: String, with python: String?, environment: [String: String] = [:],
    more words: [String] = []
  ) throws -> [Substring]? {
    let sandbox = try Sandbox()
    guard try run(spec, in: sandbox, with: python, environment: environment, more: words) else {
      return nil
    }
    return try sandbox.run("table", "--format", "csv").output.split(separator: "\n")
  }

  /// How many of a table's configurations were ended before the last epoch.
  private func ended(_ table: [Substring]) throws -> Int {
    let column = try #require(table[0].split(separator: ",").firstIndex(of: "trained_until"))
    return table.dropFirst().filter {
      !$0.split(separator: ",", omittingEmptySubsequences: false)[column].isEmpty
    }.count
  }

  private func judge(
    _ script: String, in sandbox: Sandbox, with python: String
  ) throws -> Finished {
    var command = Command("\(python)/python3", arguments: [script])
    command.environment = ["PATH": "/usr/bin:/bin", "HOME": sandbox.directory]
    command.directory = sandbox.directory
    command.output = .pipe
    command.errorOutput = .pipe
    return try Running(try command.start()).finish()
  }
}
