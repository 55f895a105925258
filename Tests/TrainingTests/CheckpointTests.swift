import Datasets
import Documents
import Engine
import Hashing
import Random
import Specs
import Sweeps
import Testing
import Trials
import YAML

@testable import Training

/// Trainings that pause at rungs and are carried on by another trainer have the bits of those in one go.
struct CheckpointTests {
  /// Keeps what trials leave, as a coordinator would.
  private final class Store: CheckpointExchange {
    private(set) var checkpoints: [TrialID: [UInt8]] = [:]
    private(set) var asked: [TrialID] = []
    private(set) var last: [UInt8]?
    /// The change to a checkpoint on its way.
    var passOn: ([UInt8]) -> [UInt8]? = { $0 }

    func checkpoint(of trial: TrialID) -> [UInt8]? {
      asked.append(trial)
      return checkpoints[trial].flatMap(passOn)
    }

    func keep(_ checkpoint: [UInt8]) { last = checkpoint }
    func file(under trial: TrialID) { checkpoints[trial] = last }
  }

  private static func plan(
    _ lines: [String], _ halving: HalvingMethod, scheme: Evaluation.Scheme = .test
  ) throws -> Plan {
    try Plan(
      Sweep(
        name: "digits", data: Document(.text("digits")),
        recipe: Document(yaml: recipeText(lines)), parameters: [],
        evaluation: Evaluation(scheme: scheme, replicates: 1, seed: 7),
        metric: Sweeps.Metric(name: "val_accuracy", goal: .maximize, moment: .best),
        halving: halving),
      data: DataFacts(Dataset.digits), semantics: EngineTrainer.semantics)
  }

  private static func train(
    _ assignment: Assignment, _ store: Store = Store()
  ) throws -> (outcome: Trials.Outcome, reported: [Int]) {
    var reported: [Int] = []
    // A trainer of its own, as in another process.
    let trainer = EngineTrainer(DatasetLibrary(folders: [], cache: nil))
    let outcome = try trainer.train(assignment, checkpoints: store) { reported.append($0.epoch) }
    if assignment.until != nil { store.file(under: assignment.trial) }
    return (outcome, reported)
  }

  /// The trials of the one configuration, from the first rung to the end.
  private static func trials(of plan: Plan) -> [Trial] {
    plan.allTrials.sorted { ($0.until ?? .max) < ($1.until ?? .max) }
  }

  private static let recipes: [[String]] = {
    let hidden = "{dense: {units: 12, activation: relu, l2: 1e-4}}"
    let out = "{dense: {units: 10, activation: softmax}}"
    func layers(_ inner: String) -> String { "network: [\(inner), \(out)]" }
    return [
      ["optimizer: {sgd: {learning_rate: 0.3}}"],
      [
        "optimizer: {sgd: {learning_rate: 0.1, momentum: 0.9}}",
        "schedule: {step: {factor: 0.5, epochs: 2}}",
      ],
      [
        "optimizer: {sgd: {learning_rate: 0.1, momentum: 0.9, nesterov: true}}", "schedule: cosine",
      ],
      ["optimizer: adam", "schedule: {exponential: {factor: 0.8}}", "warm_up: 3"],
      ["optimizer: adamw", "clip_norm: 0.5"],
      ["optimizer: rmsprop", "gradient_norms: true"],
      [
        layers(
          "\(hidden), {dropout: {rate: 0.3}}, {dense: {units: 8, activation: gelu}},"
            + " {dropout: {rate: 0.1}}"), "optimizer: adam",
      ],
      [layers("\(hidden), {batch_norm: {}}, {layer_norm: {}}"), "optimizer: adam"],
      [
        layers(
          "{reshape: {target_shape: [8, 8, 1]}}, {conv2d: {filters: 4, kernel_size: 3, padding: same}},"
            + " {batch_norm: {}}, {max_pool2d: {}}, {conv2d: {filters: 6, kernel_size: 2}},"
            + " {avg_pool2d: {}}, flatten"), "batch_size: 100",
      ],
      [layers("{conv2d: {filters: 4, kernel_size: 3}}, global_avg_pool2d"), "optimizer: adam"],
      [
        layers(
          "{conv2d: {filters: 32, kernel_size: 3, padding: same}}, {conv2d: {filters: 64,"
            + " kernel_size: 3, activation: relu}}, {max_pool2d: {}}, flatten"),
        "convolution: winograd", "optimizer: adam",
      ],
      [
        layers(
          "{conv2d: {filters: 9, kernel_size: 3, padding: same, activation: relu}}, {max_pool2d: {}},"
            + " flatten, {dense: {units: 11, activation: relu}}"),
        "precision: bfloat16", "optimizer: adam",
      ],
      ["precision: bfloat16", "optimizer: {sgd: {learning_rate: 0.1}}"],
      ["noise: {salt_and_pepper: 0.2}", "optimizer: adam", "class_weight: balanced"],
      [
        "network: [{dense: {units: 16, activation: sigmoid}}, {dense: {units: 64, activation: sigmoid}}]",
        "loss: binary_crossentropy", "target: input", "noise: {salt_and_pepper: 0.2}",
        "optimizer: adam",
      ],
      ["optimizer: {sgd: {learning_rate: 3, momentum: 0.5}}", "best_weights: true"],
      [
        "optimizer: {sgd: {learning_rate: 3, momentum: 0.5}}", "best_weights: true",
        "early_stopping: {patience: 1}",
      ],
      [
        "optimizer: {sgd: {learning_rate: 1}}",
        "early_stopping: {patience: 1, monitor: val_accuracy, min_delta: 0.01}",
      ],
      // It diverges somewhere on the way.
      [
        "network: [{dense: {units: 10}}]", "loss: mean_squared_error",
        "optimizer: {sgd: {learning_rate: 0.5}}",
      ],
    ]
  }()

  /// Rungs at 1, 2, 4, 6 or at 3, 6 of seven: each trial goes on from the one before it.
  @Test(arguments: recipes, [(1, 2), (3, 2)])
  func `comes to the same from rung to rung`(_ lines: [String], rungs: (Int, Int)) throws {
    let keep: [Keep?] = [nil, .last, .best(of: "val_loss", .minimize)]
    let plan = try Self.plan(
      lines + ["epochs: 7"], HalvingMethod(from: rungs.0, factor: rungs.1, to: 7),
      scheme: .holdout(fraction: 0.3))
    for keep in keep {
      let store = Store()
      var before = 0
      for trial in Self.trials(of: plan) {
        let assignment = plan.assignment(for: trial, keeping: keep, keepsRows: true)
        let alone = try Self.train(assignment)
        let carried = try Self.train(assignment, store)
        #expect(alone.outcome.digest == carried.outcome.digest)
        #expect(alone.outcome.weights == carried.outcome.weights)
        #expect(alone.outcome.rows == carried.outcome.rows)
        #expect(alone.outcome.attachments == carried.outcome.attachments)
        #expect(alone.reported.filter { $0 > before } == carried.reported)
        before = trial.until ?? 0
      }
      #expect(store.asked.count == plan.allTrials.count - 1)
    }
  }

  /// Every spec that people start from, shortened, on a few rows of noise: paused after each epoch.
  @Test(arguments: try Folders.specs)
  func `every spec's networks go on after any epoch`(_ name: String) throws {
    let sweep = try Spec(Spec.text(at: "\(Folders.sweeps)/\(name)")).sweep
    guard sweep.recipe.recipeKind == .engine else { return }
    let examples = try Self.noise(for: sweep.data)
    let recipes = sweep.configurations.map(\.recipe)
    for recipe in Array(recipes.prefix(1)) + Array(recipes.dropFirst().suffix(1)) {
      // A network that begins with another sweep's has no layers to be named before that is trained.
      guard recipe.isSelfContained else { continue }
      let engine = try EngineRecipe(recipe, for: examples)
      var training = engine.training
      (training.epochs, training.batchSize) = (min(3, training.epochs), 8)
      func trainer() throws -> Engine.Trainer {
        func stream(_ seed: UInt64) -> RandomStream { RandomStream(seed: seed) }
        return try Engine.Trainer(
          engine.network, training, on: examples.selecting(Array(0..<16)),
          validation: examples.selecting(Array(16..<24)),
          streams: .init(
            initialisation: stream(1), order: stream(2), dropout: stream(3), noise: stream(4)))
      }
      let whole = try trainer()
      var reports: [EpochReport] = []
      let outcome = whole.run {
        reports.append($0)
        return .continue
      }
      var carried: [EpochReport] = []
      var bytes: [UInt8]?
      var last = try trainer()
      for _ in 0..<max(1, training.epochs) + 1 {
        let trainer = try trainer()
        if let bytes {
          let checkpoint = try #require(TrialCheckpoint(bytes, of: Self.origin))
          #expect(trainer.resume(from: checkpoint.training))
        }
        trainer.train {
          carried.append($0)
          return .stop
        }
        bytes =
          TrialCheckpoint(
            origin: Self.origin, training: trainer.checkpoint, measurements: [], weights: nil,
            rows: []
          ).bytes
        last = trainer
      }
      let end = last.conclude()
      // As text, in which a number that is none equals itself: a class without rows has such.
      #expect("\(end)" == "\(outcome)")
      #expect("\(carried)" == "\(reports)")
      #expect(last.network.weights() == whole.network.weights())
    }
  }

  private static let origin = TrialCheckpoint.Origin(
    trial: TrialID(digest: Digest(of: [1])), kernel: "any", semantics: EngineTrainer.semantics,
    keep: nil, keepsRows: false)

  /// Rows of noise of the extents that a set has.
  private static func noise(for data: Document) throws -> Examples {
    if let table = try Folders.table(data) {
      return TrialData(dataset: table, split: Folders.allRows(of: table)).examples
    }
    let sets: [String: (extents: [Int], classes: Int)] = [
      "digits": ([8, 8, 1], 10), "optdigits": ([8, 8, 1], 10), "mnist": ([28, 28, 1], 10),
      "emnist36": ([32, 32, 1], 36), "cifar10": ([32, 32, 3], 10),
    ]
    let name = (data["set"] ?? data).label
    let (extents, classes) = try #require(sets[name], "\(name) is new here")
    var stream = RandomStream(seed: 5)
    let count = extents.reduce(24, *)
    let rows = Rows((0..<count).map { _ in stream.uniformFloat() }, shape: Shape(extents))
    let labels = (0..<24).map { Int32($0 % classes) }
    return Examples(rows, .classes(labels, count: classes))
  }

  @Test func `what ended is ended, and stays so from rung to rung`() throws {
    let plan = try Self.plan(
      [
        "optimizer: {sgd: {learning_rate: 3, momentum: 0.5}}", "epochs: 40",
        "early_stopping: {patience: 1}",
      ], HalvingMethod(from: 20, factor: 2, to: 40))
    let store = Store()
    let trials = Self.trials(of: plan)
    let first = try Self.train(plan.assignment(for: trials[0]), store)
    #expect(first.reported.count < 20, "it was to end before the rung")
    let second = try Self.train(plan.assignment(for: trials[1]), store)
    #expect(second.reported.isEmpty)
    #expect(
      second.outcome.digest == (try Self.train(plan.assignment(for: trials[1]))).outcome.digest)
  }

  private enum Damage: CaseIterable {
    case lost, empty, truncated, bitFlipped, ofAnotherTrial, ofAnotherVersion, longer
  }

  @Test(arguments: Damage.allCases)
  private func `what is not as it was left is done without`(_ damage: Damage) throws {
    let plan = try Self.plan(["epochs: 4"], HalvingMethod(from: 2, factor: 2, to: 4))
    let other = try Self.plan(["epochs: 5"], HalvingMethod(from: 2, factor: 3, to: 5))
    let trials = Self.trials(of: plan)
    let store = Store()
    _ = try Self.train(plan.assignment(for: trials[0]), store)
    let foreign = Store()
    _ = try Self.train(other.assignment(for: Self.trials(of: other)[0]), foreign)
    store.passOn = { bytes in
      var bytes = bytes
      switch damage {
      case .lost: return nil
      case .empty: return []
      case .truncated: bytes.removeLast(bytes.count / 3)
      case .bitFlipped: bytes[bytes.count / 2] ^= 4
      case .ofAnotherTrial: return foreign.last
      case .ofAnotherVersion: bytes[16] += 1
      case .longer: bytes.append(0)
      }
      return bytes
    }
    let carried = try Self.train(plan.assignment(for: trials[1]), store)
    #expect(carried.reported == [1, 2, 3, 4])
    #expect(carried.outcome == (try Self.train(plan.assignment(for: trials[1]))).outcome)
    #expect(carried.outcome.notes == nil)
  }

  @Test func `what was kept otherwise is trained anew, as something would be missing`() throws {
    let plan = try Self.plan(["epochs: 4"], HalvingMethod(from: 2, factor: 2, to: 4))
    let trials = Self.trials(of: plan)
    let store = Store()
    _ = try Self.train(plan.assignment(for: trials[0]), store)
    let keep = Keep.best(of: "val_loss", .minimize)
    let carried = try Self.train(plan.assignment(for: trials[1], keeping: keep), store)
    #expect(carried.reported.count == 4)
    let same = try Self.train(plan.assignment(for: trials[1]), store)
    #expect(same.reported == [3, 4])
    #expect(same.outcome.notes?.resumedAfter == 2)
  }

  /// Any change is noticed, and no bytes at all trap.
  @Test func `bytes that are no checkpoint are none`() throws {
    let plan = try Self.plan(["epochs: 4"], HalvingMethod(from: 2, factor: 2, to: 4))
    let assignment = plan.assignment(for: Self.trials(of: plan)[0])
    let store = Store()
    _ = try Self.train(assignment, store)
    let bytes = try #require(store.last)
    let origin = TrialCheckpoint.Origin(
      trial: assignment.trial, kernel: EngineTrainer.kernel, semantics: EngineTrainer.semantics,
      keep: nil, keepsRows: false)
    let read = try #require(TrialCheckpoint(bytes, of: origin))
    #expect(read.bytes == bytes)
    var stream = RandomStream(seed: 3)
    for _ in 0..<200 {
      var damaged = bytes
      damaged[stream.integer(below: bytes.count)] ^= 1 << UInt8(stream.integer(below: 8))
      #expect(TrialCheckpoint(damaged, of: origin) == nil)
      #expect(
        TrialCheckpoint(Array(bytes.prefix(stream.integer(below: bytes.count))), of: origin) == nil)
    }
  }
}

extension Document {
  /// Whether no layer is one that another sweep has trained.
  fileprivate var isSelfContained: Bool {
    guard case .list(let layers)? = self["network"]?.content else { return false }
    return layers.allSatisfy { $0["from"] == nil }
  }
}
