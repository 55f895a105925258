import CBOR
import Engine
import Hashing
import Sweeps
import Trials

/// The checkpoint of an engine's trial that ends at a rung, for the one that goes on from there: the
/// training as it stands, and what was measured and kept so far.
///
/// In bytes: the state in CBOR, sealed. Bytes that were cut short, changed on the way, or made by another
/// version or for another trial are no checkpoint of this trial, and nothing of them is used: the training
/// begins anew and comes to the same.
struct TrialCheckpoint {
  /// The trial that it is of, and all that its numbers depend on that the trial's identity leaves out.
  struct Origin: Hashable {
    let trial: TrialID
    let kernel: String
    /// The engine's promise about its numbers.
    let semantics: String
    /// The weights to keep beside the numbers; of another choice, those that should be kept would be missing.
    let keep: Keep?
    let keepsRows: Bool
  }

  let origin: Origin
  let training: Engine.Checkpoint
  /// One an epoch, from the first on.
  let measurements: [Measurement]
  /// The network of the best epoch so far, where it is kept, and its metric.
  var weights: WeightsKeeper.Candidate?
  /// The rows that were recognised, of the epochs that may stand for the trial.
  let rows: [RowsKeeper.Candidate]
}

extension TrialCheckpoint {
  private static let name = "sweep checkpoint"
  private static let version: UInt8 = 1

  var bytes: [UInt8] {
    let content = Item.array([
      origin.item, training.item, .array(measurements.map(\.item)), weights?.item ?? .null,
      .array(rows.map(\.item)),
    ])
    return SealedBytes.seal(content.encoded(), as: Self.name, version: Self.version)
  }

  /// Reads a checkpoint; nil for what is none, or none of this trial made under the same conditions.
  init?(_ bytes: [UInt8], of origin: Origin) {
    guard let content = SealedBytes.open(bytes, as: Self.name, version: Self.version),
      let item = try? Item(decoding: content, maximumDepth: 8),
      case .array(let fields) = item, fields.count == 5, fields[0] == origin.item,
      let training = Engine.Checkpoint(fields[1]),
      let measurements = fields[2].all(Measurement.init),
      let rows = fields[4].all(RowsKeeper.Candidate.init)
    else { return nil }
    let weights = WeightsKeeper.Candidate(fields[3])
    guard weights != nil || fields[3] == .null else { return nil }
    self.init(
      origin: origin, training: training, measurements: measurements, weights: weights, rows: rows)
  }
}

extension TrialCheckpoint.Origin {
  fileprivate var item: Item {
    .array([
      .bytes(trial.digest.bytes), .text(kernel), .text(semantics),
      keep?.item ?? .null, .boolean(keepsRows),
    ])
  }
}

extension WeightsKeeper.Candidate {
  fileprivate var item: Item { .array([.double(value), weights.item]) }

  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 2, case .double(let value) = fields[0],
      let weights = KeptWeights(fields[1])
    else { return nil }
    self.init(value: value, weights: weights)
  }
}

extension RowsKeeper.Candidate {
  fileprivate var item: Item { .array([.integer(Int64(epoch)), .double(value), .bytes(bits)]) }

  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 3, let epoch = fields[0].count,
      case .double(let value) = fields[1], case .bytes(let bits) = fields[2]
    else { return nil }
    self.init(epoch: epoch, value: value, bits: bits)
  }
}

// MARK: - The engine's state

extension Engine.Checkpoint {
  fileprivate var item: Item {
    .array([
      progress.item, .numbers(weights), .array(moments.map(Item.numbers)),
      bestWeights.map(Item.numbers) ?? .null, .integer(Int64(steps)), .numbers(order),
      .numbers(orderStream), .numbers(dropout), .numbers(noise),
    ])
  }

  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 9, let progress = Progress(fields[0]),
      let weights: [Float] = fields[1].numbers(),
      let moments: [[Float]] = fields[2].all({ $0.numbers() }), let steps = fields[4].count,
      let order: [Int32] = fields[5].numbers(), let orderStream: [UInt64] = fields[6].numbers(),
      let dropout: [UInt64] = fields[7].numbers(), let noise: [UInt64] = fields[8].numbers()
    else { return nil }
    self.init(
      progress, steps: steps, order: order, orderStream: orderStream, dropout: dropout, noise: noise
    )
    (self.weights, self.moments, bestWeights) = (weights, moments, fields[3].numbers())
    guard bestWeights != nil || fields[3] == .null else { return nil }
  }
}

extension Engine.Checkpoint.Progress {
  private static let endings: [(word: String, ending: Engine.Outcome.Ending)] = [
    ("finished", .finished), ("stopped early", .stoppedEarly), ("diverged", .diverged),
  ]

  fileprivate var item: Item {
    let word = Self.endings.first { $0.ending == ending }?.word
    return .array([
      .integer(Int64(epoch)), word.map(Item.text) ?? .null, last?.item ?? .null,
      best?.item ?? .null, bestValue.map(Item.double) ?? .null, .integer(Int64(idle)),
    ])
  }

  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 6, let epoch = fields[0].count,
      let idle = fields[5].count
    else { return nil }
    let ending = Self.endings.first { .text($0.word) == fields[1] }?.ending
    let (last, best) = (Engine.Checkpoint.Stage(fields[2]), Engine.Checkpoint.Stage(fields[3]))
    var bestValue: Double?
    if case .double(let value) = fields[4] { bestValue = value }
    guard ending != nil || fields[1] == .null, last != nil || fields[2] == .null,
      best != nil || fields[3] == .null, bestValue != nil || fields[4] == .null
    else { return nil }
    self.init(
      epoch: epoch, ending: ending, last: last, best: best, bestValue: bestValue, idle: idle)
  }
}

extension Engine.Checkpoint.Stage {
  fileprivate var item: Item {
    let metrics = report.metrics.map { Item.array([.text($0.name), .double($0.value)]) }
    let confusion = confusion.map { confusion in
      Item.array(
        [.integer(Int64(confusion.classes))] + confusion.counts.map { .integer(Int64($0)) })
    }
    return .array([.integer(Int64(report.epoch)), .array(metrics), confusion ?? .null])
  }

  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 3, let epoch = fields[0].count,
      let metrics = fields[1].all(Engine.Metric.init)
    else { return nil }
    let confusion = Confusion(fields[2])
    guard confusion != nil || fields[2] == .null else { return nil }
    self.init(EpochReport(epoch: epoch, metrics: metrics), confusion)
  }
}

extension Engine.Metric {
  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 2, case .text(let name) = fields[0],
      case .double(let value) = fields[1]
    else { return nil }
    self.init(name: name, value: value)
  }
}

extension Confusion {
  fileprivate init?(_ item: Item) {
    guard let numbers = item.all(\.count), let classes = numbers.first,
      classes <= 1 << 20, numbers.count == 1 + classes * classes
    else { return nil }
    self.init(classes: classes, counts: Array(numbers.dropFirst()))
  }
}

extension Item {
  /// Numbers as they lie in memory: the lowest byte first, as on every processor that this runs on.
  fileprivate static func numbers(_ numbers: [some BitwiseCopyable]) -> Item {
    .bytes(numbers.withUnsafeBytes(Array.init))
  }

  fileprivate func numbers<Number: BitwiseCopyable>() -> [Number]? {
    guard case .bytes(let bytes) = self, bytes.count % MemoryLayout<Number>.stride == 0 else {
      return nil
    }
    let count = bytes.count / MemoryLayout<Number>.stride
    return [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
      initialized = count
    }
  }

  /// The elements of a list; nil where it is none, or one of them is no such thing.
  fileprivate func all<Element>(_ read: (Item) -> Element?) -> [Element]? {
    guard case .array(let items) = self else { return nil }
    let elements = items.compactMap(read)
    return elements.count == items.count ? elements : nil
  }
}
