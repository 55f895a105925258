package import Hashing

/// One training of a configuration that a search learns from.
package struct Slot: Hashable, Sendable {
  package let configuration: Int
  package let replicate: Int
  package let fold: Int

  package init(configuration: Int, replicate: Int, fold: Int) {
    self.configuration = configuration
    self.replicate = replicate
    self.fold = fold
  }
}

/// What became of a slot.
package enum Settlement: Hashable, Sendable {
  /// A result: the judged metric, nil or not finite where the training diverged; and the outcome's digest.
  case result(Double?, Digest)
  /// The trial was given up.
  case failed

  fileprivate var value: Double? {
    guard case .result(let value?, _) = self, value.isFinite else { return nil }
    return value
  }
}

/// The results of a search's configurations as they stand: by configuration, replicate and fold,
/// whatever the order in which they came.
package struct Evidence: Sendable {
  /// How many replicates of each configuration count.
  package let replicates: Int
  package let folds: Int
  private var rows: [Row] = []
  /// The configurations whose slots were all settled, in the order in which the last one was.
  private(set) var arrivals: [Int] = []
  /// How often something has changed about a configuration whose slots were all settled.
  private(set) var amendments = 0

  private struct Row: Sendable {
    var slots: [Settlement?]
    var open: Int
    /// How often something about it has changed.
    var revision = 0
  }

  package init(replicates: Int, folds: Int) {
    self.replicates = replicates
    self.folds = folds
  }

  /// Trainings of each configuration that count.
  package var slotsPerConfiguration: Int { replicates * folds }

  /// Notes what became of a slot, or what stands for it now; more replicates than count are left out.
  package mutating func settle(_ slot: Slot, as settlement: Settlement) {
    guard slot.replicate < replicates, slot.fold < folds else { return }
    while rows.count <= slot.configuration {
      rows.append(
        Row(slots: Array(repeating: nil, count: slotsPerConfiguration), open: slotsPerConfiguration)
      )
    }
    let place = slot.replicate * folds + slot.fold
    guard rows[slot.configuration].slots[place] != settlement else { return }
    if rows[slot.configuration].slots[place] == nil {
      rows[slot.configuration].open -= 1
      if rows[slot.configuration].open == 0 { arrivals.append(slot.configuration) }
    } else if rows[slot.configuration].open == 0 {
      amendments += 1
    }
    rows[slot.configuration].slots[place] = settlement
    rows[slot.configuration].revision += 1
  }

  package subscript(slot: Slot) -> Settlement? {
    guard rows.indices.contains(slot.configuration), slot.replicate < replicates, slot.fold < folds
    else { return nil }
    return rows[slot.configuration].slots[slot.replicate * folds + slot.fold]
  }

  /// The slots of a configuration that are not settled, in the order of the plan.
  package func openSlots(of configuration: Int) -> [Slot] {
    let slots = slots(of: configuration)
    guard rows.indices.contains(configuration) else { return slots }
    if rows[configuration].open == 0 { return [] }
    return slots.filter { self[$0] == nil }
  }

  /// All slots of a configuration that count, in the order of the plan.
  package func slots(of configuration: Int) -> [Slot] {
    (0..<replicates).flatMap { replicate in
      (0..<folds).map { Slot(configuration: configuration, replicate: replicate, fold: $0) }
    }
  }

  /// How often something about a configuration has changed.
  func revision(of configuration: Int) -> Int {
    rows.indices.contains(configuration) ? rows[configuration].revision : 0
  }

  /// The mean over a configuration's slots in the order of the plan, and the variance of that mean as
  /// far as it can be told; nil where any diverged, failed or is open.
  func score(of configuration: Int) -> Score? {
    guard rows.indices.contains(configuration) else { return nil }
    var values: [Double] = []
    for slot in rows[configuration].slots {
      guard let value = slot?.value else { return nil }
      values.append(value)
    }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return Score(mean: mean, variance: values.count > 1 ? squares / (count - 1) / count : nil)
  }

  /// A hash of what a configuration's slots came to.
  func digest(of configuration: Int) -> Digest {
    var bytes: [UInt8] = []
    for slot in rows.indices.contains(configuration) ? rows[configuration].slots : [] {
      switch slot {
      case .result(_, let digest): bytes += [1] + digest.bytes
      case .failed: bytes.append(0)
      case nil: bytes.append(2)
      }
    }
    return Digest(of: bytes)
  }
}

/// What a configuration's trainings came to.
struct Score: Hashable, Sendable {
  let mean: Double
  /// Of the mean, from the spread of its trainings; nil of a single one.
  let variance: Double?
}
