import Datasets
import Documents
import Engine
import Hashing
import Random
import Specs
import Sweeps
import Synchronization
import Testing
import Training

/// The specs that people start from.
struct SpecTests {
  private func spec(_ name: String) throws -> Spec {
    try Spec(Spec.text(at: "\(Folders.sweeps)/\(name).yaml"))
  }

  /// The sweep's configurations; where they begin with another sweep's network, one that was never
  /// trained stands in.
  private func configurations(_ sweep: Sweep) throws -> [Configuration] {
    try sweep.configurations.map { configuration in
      let recipe = try configuration.recipe.replacingLayers { (layer) throws(DocumentError) in
        guard let name = layer["from"], let other = try? spec(name.label).sweep.configurations[0],
          case .list(let layers)? = other.recipe["network"]?.content
        else { return nil }
        return TrainedPart(weights: [Digest(of: [])], layers: layers).layer(at: layer.mark)
      }
      return Configuration(
        index: configuration.index, labels: configuration.labels, recipe: recipe)
    }
  }

  /// Blank rows of the extents that a named set has: enough to build a network for it.
  private func blank(_ data: Document) throws -> Examples {
    if let table = try Folders.table(data) {
      return TrialData(dataset: table, split: Folders.allRows(of: table)).examples
    }
    let sets: [String: (extents: [Int], classes: Int)] = [
      "digits": ([8, 8, 1], 10), "optdigits": ([8, 8, 1], 10), "mnist": ([28, 28, 1], 10),
      "emnist36": ([32, 32, 1], 36), "cifar10": ([32, 32, 3], 10),
    ]
    let name = (data["set"] ?? data).label
    let (extents, classes) = try #require(sets[name], "\(name) is new here")
    let shape = Shape(extents)
    let rows = Rows([Float](repeating: 0, count: 2 * shape.count), shape: shape)
    return Examples(rows, .classes([0, 1], count: classes))
  }

  private static let denoiser = 784 * 128 + 128 + 128 * 96 + 96 + 96 * 128 + 128 + 128 * 784 + 784
  private static let sigmoids = 1024 * 64 + 64 + 64 * 36 + 36

  private static let counts: [(spec: String, counts: [Int])] = [
    ("mnist-mlp-64", [55_050]),
    ("mnist-l2", [Int](repeating: 545_810, count: 5)),
    ("mnist-l2-tuned-choice", [Int](repeating: 545_810, count: 4)),
    ("mnist-l2-tuned", [545_810]),
    ("mnist-cnn", [93_322]),
    // Batch normalisation holds four numbers a channel, twice 32 of them.
    ("mnist-batchnorm", [799_078, 799_078 + 4 * 64]),
    ("mnist-denoiser", [denoiser]),
    ("mnist-denoise", [93_322, denoiser + 93_322]),
    ("optdigits-folds", [102_794]),
    ("optdigits-holdout", [102_794]),
    ("characters-lr", [sigmoids, sigmoids, sigmoids]),
    ("characters-autoencoder", [1024 * 32 + 32 + 2 * (32 * 32 + 32) + 32 * 1024 + 1024]),
    (
      "characters-cnn",
      [
        sigmoids,
        9 * 32 + 32 + 9 * 32 * 32 + 32 + 9 * 32 * 256 + 256 + 2 * 2 * 256 * 128 + 128 + 128 * 36
          + 36,
      ]
    ),
    ("cifar-capacity", [1_386, 6_434, 54_046, 69_706, 106_008, 167_530]),
    ("cifar-linear", [6_434, 6_434]),
    ("cifar-shallow", [1_386, 54_046]),
    // Seven numbers and dates, six of them with gaps, three species, two sexes with gaps, whole clutches
    // or not.
    ("penguins-island", [Int](repeating: (7 + 6 + 3 + 2 + 1 + 2) * 16 + 16 + 16 * 3 + 3, count: 4)),
  ]

  @Test(arguments: counts)
  func `networks have as many parameters as were reported`(spec name: String, counts: [Int]) throws
  {
    let sweep = try spec(name).sweep
    let examples = try blank(sweep.data)
    let recipes = try configurations(sweep).map { try EngineRecipe($0.recipe, for: examples) }
    #expect(recipes.map(\.parameterCount) == counts)
  }

  @Test(arguments: try Folders.specs)
  func `every spec asks for a metric that its trainings report`(file: String) throws {
    let spec = try Spec(Spec.text(at: "\(Folders.sweeps)/\(file)"))
    let examples = try blank(spec.sweep.data)
    for configuration in try configurations(spec.sweep) {
      try EngineRecipe(configuration.recipe, for: examples)
        .check(spec.sweep.metric, writtenAs: spec.metricBlock)
    }
  }

  @Test(arguments: try Folders.specs)
  func `every spec begins with what it asks`(file: String) throws {
    let lines = try Spec.text(at: "\(Folders.sweeps)/\(file)").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "# yaml-language-server: $schema=schema.json")
    #expect(lines.prefix { $0.hasPrefix("#") }.contains { $0.contains("?") })
  }

  /// The sets that every spec's data was found as.
  private static let sets = LoadedSets()

  @Test(arguments: try Folders.specs)
  func `every spec trains, on the real data where it is there`(file: String) throws {
    let sweep = try Spec(Spec.text(at: "\(Folders.sweeps)/\(file)")).sweep
    let found = try Folders.table(sweep.data)
    guard let dataset = try found ?? Self.sets.open(DatasetReference(sweep.data)) else {
      print("\(file): the data set \(sweep.data.label) was not found: skipped")
      return
    }
    let examples = TrialData(dataset: dataset, split: Folders.allRows(of: dataset)).examples
    for configuration in try configurations(sweep) {
      let recipe = try EngineRecipe(configuration.recipe, for: examples)
      var training = recipe.training
      training.epochs = 1
      training.warmUpEpochs = 0
      let stream = RandomStream(seed: 5)
      let rows = 3 * min(training.batchSize, 32)
      let trainer = try Trainer(
        recipe.network, training,
        on: examples.selecting((0..<Int32(rows)).map { $0 * 7 % Int32(dataset.form.rows) }),
        validation: examples.selecting((0..<16).map { $0 * 11 + 1 }),
        streams: Trainer.Streams(
          initialisation: stream, order: stream, dropout: stream, noise: stream))
      let outcome = trainer.run { _ in .continue }
      #expect(outcome.ending == .finished)
      #expect(outcome.last?["val_loss"]?.isFinite == true)
    }
  }
}

/// Sets by reference, each read once for all tests.
final class LoadedSets: Sendable {
  private let known = Mutex<[DatasetReference: Dataset?]>([:])

  /// The set; nil when it is not on this machine.
  func open(_ reference: DatasetReference) throws -> Dataset? {
    try known.withLock { known in
      if let dataset = known[reference] { return dataset }
      var dataset: Dataset?
      do {
        dataset = try Folders.library.open(reference)
      } catch DatasetError.missing {
        dataset = nil
      }
      known[reference] = .some(dataset)
      return dataset
    }
  }
}
