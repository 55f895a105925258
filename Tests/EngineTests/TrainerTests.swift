import Random
import Testing

@testable import Engine

struct TrainerTests {
  /// Points in a plane, classed by their quarter.
  private static let quarters: Examples = {
    var stream = RandomStream(seed: 9)
    var numbers: [Float] = []
    var labels: [Int32] = []
    for _ in 0..<250 {
      let (x, y) = (stream.uniformFloat() * 2 - 1, stream.uniformFloat() * 2 - 1)
      numbers += [x, y]
      labels.append((x > 0 ? 1 : 0) + (y > 0 ? 2 : 0))
    }
    return Examples(Rows(numbers, shape: [2]), .classes(labels, count: 4))
  }()

  private static let network = NetworkDescription(
    input: [2],
    layers: [
      .dense(.init(units: 16, activation: .tanh)), .dropout(rate: 0.1),
      .dense(.init(units: 4, activation: .softmax)),
    ])

  private static func training(
    _ optimizer: Optimizer = .sgd(learningRate: 0.5), epochs: Int = 20
  ) -> TrainingDescription {
    var training = TrainingDescription(loss: .categoricalCrossentropy(), optimizer: optimizer)
    training.epochs = epochs
    return training
  }

  private static func trainer(
    _ training: TrainingDescription = training(), network: NetworkDescription = network,
    seed: UInt64 = 1
  ) throws -> Trainer {
    try Trainer(
      network, training, on: quarters.selecting(Array(0..<200)),
      validation: quarters.selecting(Array(200..<250)),
      streams: Trainer.Streams(
        initialisation: RandomStream(seed: seed), order: RandomStream(seed: seed + 1),
        dropout: RandomStream(seed: seed + 2), noise: RandomStream(seed: seed + 3)))
  }

  private static func reports(_ trainer: Trainer) -> [EpochReport] {
    var reports: [EpochReport] = []
    _ = trainer.run {
      reports.append($0)
      return .continue
    }
    return reports
  }

  @Test(
    arguments: [
      .sgd(learningRate: 0.5), .sgd(learningRate: 0.1, momentum: 0.9),
      .sgd(learningRate: 0.1, momentum: 0.9, nesterov: true), .adam(learningRate: 0.02),
      .adamW(learningRate: 0.02), .rmsProp(learningRate: 0.01),
    ] as [Optimizer])
  func `learns with every optimizer`(_ optimizer: Optimizer) throws {
    let reports = Self.reports(try Self.trainer(Self.training(optimizer)))
    let (first, last) = (try #require(reports.first), try #require(reports.last))
    #expect(reports.map(\.epoch) == Array(1...20))
    #expect(last.metrics.map(\.name) == Self.training().metricNames(classes: 4))
    #expect(try #require(last["loss"]) < #require(first["loss"]) / 2)
    #expect(try #require(last["val_accuracy"]) > 0.85)
  }

  @Test func `the same training gives the same bits, whatever ran before`() throws {
    let once = Self.reports(try Self.trainer())
    let other = Self.reports(try Self.trainer(seed: 77))
    let again = Self.reports(try Self.trainer())
    #expect(once == again)
    #expect(once != other)
  }

  /// Pictures of which a sixth is not zero, as bytes or as floats.
  private static func pictures(scaling: Scaling, areBytes: Bool) -> Examples {
    final class Bytes {
      let bytes: UnsafeRawBufferPointer
      init(_ numbers: [some BitwiseCopyable]) {
        bytes = numbers.withUnsafeBytes { numbers in
          let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: numbers.count, alignment: 4)
          copy.copyMemory(from: numbers)
          return UnsafeRawBufferPointer(copy)
        }
      }
      deinit { bytes.deallocate() }
    }
    var stream = RandomStream(seed: 4)
    let greys = (0..<90 * 50).map { _ in
      stream.integer(below: 6) == 0 ? UInt8(stream.integer(below: 256)) : 0
    }
    let owner = areBytes ? Bytes(greys) : Bytes(greys.map(Float.init))
    let rows = Rows(
      owner.bytes, of: areBytes ? .uint8 : .float32, shape: [50], scaling: scaling, owner: owner)
    return Examples(rows, .classes((0..<90).map { Int32($0 % 3) }, count: 3))
  }

  @Test(arguments: [true, false])
  func `inputs that are listed once give the bits of those that are looked through`(
    areBytes: Bool
  ) throws {
    var training = Self.training(.sgd(learningRate: 0.1), epochs: 3)
    training.batchSize = 16
    func trained(_ scaling: Scaling) throws -> [UInt8] {
      let examples = Self.pictures(scaling: scaling, areBytes: areBytes)
      let trainer = try Trainer(
        NetworkDescription(
          input: [50],
          layers: [
            .dense(.init(units: 20, activation: .relu)),
            .dense(.init(units: 3, activation: .softmax)),
          ]), training, on: examples.selecting(Array(0..<70)),
        validation: examples.selecting(Array(70..<90)),
        streams: Trainer.Streams(
          initialisation: RandomStream(seed: 1), order: RandomStream(seed: 2),
          dropout: RandomStream(seed: 3), noise: RandomStream(seed: 4)))
      let reports = Self.reports(trainer)
      return trainer.network.weights() + Array("\(reports)".utf8)
    }
    // Two scales that happen to be equal are not known to be so beforehand.
    let listed = try trained(Scaling(scale: 0.25))
    let lookedThrough = try trained(Scaling(scale: 0.25, means: [0, 0], deviations: [1, 1]))
    #expect(listed == lookedThrough)
  }

  @Test func `rows that are not sparse, or whose zeros become other numbers, are not listed`() {
    let sparse = Self.pictures(scaling: Scaling(scale: 1), areBytes: true)
    #expect(SparseRows(of: sparse.all, target: .labels) != nil)
    #expect(SparseRows(of: sparse.all, target: .input) == nil, "targets have all numbers")
    let moved = Self.pictures(scaling: Scaling(scale: 1, offset: 0.5), areBytes: true)
    #expect(SparseRows(of: moved.all, target: .labels) == nil)
    #expect(SparseRows(of: Self.quarters.all, target: .labels) == nil)
  }

  @Test func `the last batch may be smaller`() throws {
    var training = Self.training(epochs: 1)
    training.batchSize = 150
    let trainer = try Self.trainer(training)
    _ = trainer.run { _ in .continue }
    #expect(trainer.stepsTaken == 2)
  }

  @Test func `the rate climbs step by step through the warm-up, then follows its schedule`() {
    var training = Self.training(.sgd(learningRate: 0.5), epochs: 4)
    training.warmUpEpochs = 2
    func rates(_ schedule: LearningRateSchedule) -> [Float] {
      training.schedule = schedule
      let rates = ScheduledRates(training, stepsPerEpoch: 2)
      return (0..<8).map { rates.rate(at: $0) }
    }
    #expect(rates(.constant) == [0.125, 0.25, 0.375, 0.5, 0.5, 0.5, 0.5, 0.5])
    #expect(
      rates(.step(factor: 0.5, epochs: 1)) == [0.125, 0.25, 0.375, 0.5, 0.5, 0.5, 0.25, 0.25])
    let cosine = rates(.cosine(floor: 0.5))
    #expect(Array(cosine.prefix(5)) == [0.125, 0.25, 0.375, 0.5, 0.5])
    #expect(abs(cosine[5] - 0.4375) < 1e-6 && abs(cosine[6] - 0.3125) < 1e-6 && cosine[7] == 0.25)
  }

  @Test func `stops when told to, after a whole epoch`() throws {
    let outcome = try Self.trainer().run { $0.epoch == 3 ? .stop : .continue }
    #expect(outcome.ending == .stopped)
    #expect(outcome.last?.epoch == 3)
  }

  @Test func `a diverged training is a result`() throws {
    let trainer = try Self.trainer(Self.training(.sgd(learningRate: 1e38)))
    #expect(trainer.run { _ in .continue }.ending == .diverged)
  }

  @Test func `ends when patience does, with the weights of the best epoch`() throws {
    // A rate so high that the loss soon rises again.
    var training = Self.training(.sgd(learningRate: 4, momentum: 0.9), epochs: 200)
    training.earlyStopping = EarlyStopping(monitor: "val_loss", patience: 3)
    training.restoresBestWeights = true
    let trainer = try Self.trainer(training)
    var reports: [EpochReport] = []
    let outcome = trainer.run {
      reports.append($0)
      return .continue
    }
    let losses = reports.compactMap { $0["val_loss"] }
    let best = try #require(losses.firstIndex(of: losses.min() ?? 0))
    #expect(outcome.ending == .stoppedEarly)
    #expect(losses.count == best + 4)
    #expect(outcome.kept == reports[best])
    #expect(outcome.last == reports.last)
    let network = try Network(
      Self.network, for: .prediction, capacity: 50, initialisation: RandomStream(seed: 1),
      dropout: RandomStream(seed: 1))
    trainer.network.parameters.save(to: network.parameters.values)
    let rows = Self.quarters.inputs
    for sample in 0..<50 {
      rows.copy(200 + sample, into: network.input.values + sample * network.input.stride)
    }
    network.forward(50, training: false)
    var hits = 0
    for sample in 0..<50 {
      let row = network.output.values + sample * network.output.stride
      let prediction = (0..<4).max { row[$0] < row[$1] }
      if case .classes(let labels, _) = Self.quarters.targets {
        hits += Int(labels[200 + sample]) == prediction ? 1 : 0
      }
    }
    #expect(Double(hits) / 50 == outcome.kept?["val_accuracy"])
  }

  @Test func `a metric that is not measured cannot be watched`() throws {
    var training = Self.training()
    training.earlyStopping = EarlyStopping(monitor: "val_acc")
    let error = #expect(throws: DescriptionError.self) { try Self.trainer(training) }
    #expect(error?.field == "monitor")
    #expect(error?.expected.hasPrefix("loss, accuracy, val_loss, val_accuracy") == true)
  }

  /// One weight, one example, squared error: every number can be worked out by hand.
  private func oneWeight(
    _ optimizer: Optimizer, l2: Float = 0, clipNorm: Float? = nil, steps: Int
  ) throws -> Float {
    var dense = LayerDescription.Dense(units: 1)
    dense.useBias = false
    dense.l2 = l2
    dense.kernelInitializer = .ones
    var training = TrainingDescription(loss: .meanSquaredError, optimizer: optimizer)
    training.clipNorm = clipNorm
    training.epochs = steps
    let examples = Examples(Rows([1], shape: [1]), .rows(Rows([3], shape: [1])))
    let stream = RandomStream(seed: 1)
    let trainer = try Trainer(
      NetworkDescription(input: [1], layers: [.dense(dense)]), training, on: examples.all,
      validation: nil,
      streams: Trainer.Streams(
        initialisation: stream, order: stream, dropout: stream, noise: stream))
    _ = trainer.run { _ in .continue }
    return trainer.network.parameters.values(0)[0]
  }

  @Test func `optimizers take the worked steps`() throws {
    // The slope is 2 (w - 3), so -4 at first.
    func near(_ value: Float, _ expected: Float) -> Bool { abs(value - expected) < 1e-5 }
    #expect(near(try oneWeight(.sgd(learningRate: 0.1), steps: 1), 1.4))
    #expect(near(try oneWeight(.sgd(learningRate: 0.1), l2: 0.5, steps: 1), 1.3))
    #expect(near(try oneWeight(.sgd(learningRate: 0.1), clipNorm: 2, steps: 1), 1.2))
    // Velocities 0.4, then 0.9 * 0.4 + 0.1 * 3.2.
    #expect(near(try oneWeight(.sgd(learningRate: 0.1, momentum: 0.9), steps: 2), 2.08))
    // Looking ahead: 1.4 + 0.36 = 1.76; velocity 0.36 + 0.248 = 0.608, and 0.5472 + 0.248 more.
    #expect(
      near(try oneWeight(.sgd(learningRate: 0.1, momentum: 0.9, nesterov: true), steps: 2), 2.5552))
    // Adam's first step is the rate itself, whatever the slope.
    #expect(near(try oneWeight(.adam(learningRate: 0.1), steps: 1), 1.1))
    #expect(near(try oneWeight(.adamW(learningRate: 0.1, weightDecay: 0.5), steps: 1), 1.05))
    // RMSprop's is the rate over the root of 1 - rho.
    #expect(near(try oneWeight(.rmsProp(learningRate: 0.1), steps: 1), 1.316_227_8))
  }
}
