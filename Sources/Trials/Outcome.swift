package import CBOR
package import Documents
package import Hashing

/// The end that a training came to: a result, also when its loss ran away.
package struct Outcome: Hashable, Sendable {
  /// The way in which a training ended that came to a result.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    case completed
    /// The loss stopped being a number or grew without bound. A fact about the configuration, and
    /// no reason to try again: the same seeds would diverge the same way.
    case diverged
  }

  /// The way in which it ended; a training that failed has no outcome.
  package let status: Status
  /// One an epoch, in order.
  package let measurements: [Measurement]
  /// The documents that are too long for measurements, such as a confusion matrix; by name.
  package let attachments: [String: Document]
  /// The weights of the trained network, where the run asked for them.
  package let weights: KeptWeights?
  /// How it came about, where that is not told by the numbers.
  package let notes: Notes?
  /// On which validation rows the network is right, where the run asked for it.
  package let rows: CorrectRows?

  /// - Parameters:
  ///   - measurements: one an epoch, in order.
  ///   - attachments: by name.
  package init(
    status: Status, measurements: [Measurement], attachments: [String: Document] = [:],
    weights: KeptWeights? = nil, notes: Notes? = nil, rows: CorrectRows? = nil
  ) {
    self.status = status
    self.measurements = measurements
    self.attachments = attachments
    self.weights = weights
    self.notes = notes
    self.rows = rows
  }

  /// A hash of all of it: two trainings of one trial on one kernel class must agree in it.
  ///
  /// Weights, notes and rows are left out: what is kept is the run's choice, and no part of the result.
  package var digest: Digest { Digest(of: Item.array(result).encoded()) }
}

extension Outcome {
  /// The outcome as it is sent: what is not there at its end is left out.
  package var item: Item {
    let beside = [weights?.item, notes?.item, rows?.item]
    var fields = result + beside.map { $0 ?? Item.null }
    while fields.last == .null { fields.removeLast() }
    return .array(fields)
  }

  /// Arrays and maps inside each other, within what the outcome has beside its measurements: attachments
  /// may be nested.
  private static let depth = 23

  /// The items that are hashed.
  private var result: [Item] {
    [
      .text(status.rawValue), .array(measurements.map(\.item)),
      .map(attachments.map { .init(key: .text($0.key), value: $0.value.item) }),
    ]
  }

  /// Reads the outcome that the bytes are; nil when they are none. Its measurements become no items on the
  /// way: there may be thousands.
  package init?(decoding bytes: [UInt8]) {
    var reader = ItemReader(bytes, in: bytes.indices, maximumCount: ResultLimit.items)
    guard let fieldCount = reader.array(), (3...6).contains(fieldCount),
      let status = reader.text().flatMap(Status.init), let count = reader.array()
    else { return nil }
    var measurements: [Measurement] = []
    for _ in 0..<count {
      guard let measurement = Measurement(from: &reader) else { return nil }
      measurements.append(measurement)
    }
    var fields: [Item] = []
    for _ in 2..<fieldCount {
      guard let field = reader.item(maximumDepth: Outcome.depth) else { return nil }
      fields.append(field)
    }
    guard reader.isAtEnd, case .map(let pairs) = fields[0] else { return nil }
    var attachments: [String: Document] = [:]
    for pair in pairs {
      guard case .text(let key) = pair.key, let value = Document(pair.value) else { return nil }
      attachments[key] = value
    }
    guard attachments.count == pairs.count else { return nil }
    guard fieldCount > 3 else {
      self.init(status: status, measurements: measurements, attachments: attachments)
      return
    }
    let all = fields + Array(repeating: Item.null, count: 6 - fieldCount)
    let (weights, notes, rows) = (KeptWeights(all[1]), Notes(all[2]), CorrectRows(all[3]))
    guard fields.last != .null, weights != nil || all[1] == .null,
      notes != nil || all[2] == .null, rows != nil || all[3] == .null
    else { return nil }
    self.init(
      status: status, measurements: measurements, attachments: attachments, weights: weights,
      notes: notes, rows: rows)
  }
}

/// The facts that the record keeps of a program's run besides its measurements.
package struct Notes: Hashable, Sendable {
  /// The last that it printed.
  package let output: String
  /// The program that ran, by its path.
  package let program: String
  /// The last epoch of an earlier attempt, whose checkpoint this one went on from.
  package let resumedAfter: Int?
  /// Where each metric was read, for people who look at one trial.
  package let origins: [Remark]
  /// The remarks on what was chosen among several sources, renumbered or left out.
  package let remarks: [Remark]

  /// - Parameters:
  ///   - output: the last that the program printed.
  ///   - program: its path.
  ///   - resumedAfter: the last epoch of the attempt whose checkpoint it went on from; nil without one.
  package init(
    output: String, program: String, resumedAfter: Int? = nil, origins: [Remark] = [],
    remarks: [Remark] = []
  ) {
    self.output = output
    self.program = program
    self.resumedAfter = resumedAfter
    self.origins = origins
    self.remarks = remarks
  }

  /// The notes as they are sent.
  var item: Item {
    .array([
      .text(output), .text(program), resumedAfter.map { .integer(Int64($0)) } ?? .null,
      .array(origins.map(\.item)), .array(remarks.map(\.item)),
    ])
  }

  /// Reads `item` back; nil when it is none.
  init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 5, case .text(let output) = fields[0],
      case .text(let program) = fields[1], fields[2] == .null || fields[2].count != nil,
      let origins = Remark.all(fields[3]), let remarks = Remark.all(fields[4])
    else { return nil }
    self.init(
      output: output, program: program, resumedAfter: fields[2].count, origins: origins,
      remarks: remarks)
  }
}
