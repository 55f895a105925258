import Cluster
import Datasets
import Glibc
import Keys
import Processes
import Runtime
import Specs
import Store
import Sweeps
import Training
import ZeroMQ

/// A sweep to measure with, and a directory for its results file.
final class Stage {
  let plan: Plan
  let specText: String
  let directory: String
  private let policy: RunPolicy
  private let semantics: String
  /// The directory, where it was made for this stage.
  private let folder: TemporaryFolder?

  /// The semantics that naps promise for their numbers.
  static let semantics = "bench"

  /// A sweep whose trainings are naps. Its network is a small one of dense layers, so that what
  /// travels is as long as in real sweeps.
  ///
  /// - Parameters:
  ///   - trials: a multiple of 50.
  ///   - directory: where a stage was set up before; nil for a new place.
  convenience init(trials: Int, at directory: String? = nil) throws {
    try self.init(
      """
      sweep: bench
      data: digits
      network:
        - dense: { units: 64, activation: relu, l2: $l2 }
        - dense: { units: 32, activation: relu, l2: $l2 }
        - dense: { units: 10, activation: softmax }
      training:
        loss: categorical_crossentropy
        optimizer: { adam: { learning_rate: 0.001 } }
        batch_size: 32
        epochs: 40
      parameters: { l2: "logspace(1e-6, 1e-2, 10)" }
      evaluate: { folds: { k: 5, kind: stratified }, replicates: \(trials / 50), seed: 1 }
      """, semantics: Stage.semantics, at: directory)
  }

  init(_ specText: String, semantics: String, at directory: String? = nil) throws {
    self.specText = specText
    self.semantics = semantics
    let spec = try Spec(specText)
    policy = spec.policy
    let dataset = try DatasetLibrary(environment: CurrentProcess.environment)
      .open(DatasetReference(spec.sweep.data))
    plan = try Plan(spec.sweep, data: DataFacts(dataset), semantics: semantics)
    if let directory {
      (folder, self.directory) = (nil, directory)
    } else {
      let made = try TemporaryFolder()
      (folder, self.directory) = (made, made.path)
    }
  }

  var resultsPath: String { "\(directory)/results.sqlite" }

  /// Where a coordinator can be found again after its death.
  var door: String { "ipc://\(directory)/door" }

  /// The key that workers come in with, once there is one.
  var keyPath: String { "\(directory)/worker.key" }

  /// Makes keys for a coordinator and its workers.
  func makeKeys() throws -> KeyFolder {
    let keys = KeyFolder("\(directory)/keys")
    let coordinator = try keys.coordinatorOrNew().publicKey
    let name = try KeyName("worker")
    let pair = CurveKeyPair()
    try KeyFile(name: name, role: .worker, pair: pair, coordinator: coordinator).write(to: keyPath)
    try keys.change { (list) throws(KeyError) in
      try list.add(.init(name: name, role: .worker, key: pair.publicKey))
    }
    return keys
  }

  /// Coordinates the sweep to its end in this process, as `sweep run` and `sweep serve` do.
  ///
  /// - Parameter worker: starts the workers, given where to call; nil when they call by themselves.
  func run(
    listening: CoordinatorLoop.Listening = .privately,
    worker: ((_ endpoint: String) throws -> Command)?, watch: Watch
  ) throws {
    let listener = try CoordinatorListener(listening) { endpoint in
      try worker.map { [try $0(endpoint)] } ?? []
    }
    let file = try ResultsFile(at: resultsPath)
    let sweep = try file.register(plan, specText: specText, semantics: semantics)
    let open = OpenPlan(plan)
    let journal = try SQLiteJournal(open, of: sweep, in: file)
    var loop = try CoordinatorLoop(
      open, replay: try journal.replay(), journal: journal, in: file, policy: policy,
      semantics: semantics, at: listener, describe: { _ in "" }, observe: watch.take)
    _ = try loop.run()
  }
}

/// The reason for which a measurement came to nothing.
struct Trouble: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
