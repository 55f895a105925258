package import Sweeps

/// Every trial of a sweep, a line each.
package struct TrialListing: Hashable, Sendable {
  /// One trial.
  package struct Row: Hashable, Sendable {
    let id: TrialID
    let labels: [String]
    let replicate: Int
    let fold: Int
    let status: String
    let value: Double?
    let seconds: Double?
    let attempts: Int
    let failure: Failure?

    /// - Parameters:
    ///   - labels: the values of its configuration's parameters.
    ///   - replicate: counted from 0, as the fold is.
    ///   - status: a word.
    ///   - value: the sweep's metric.
    ///   - seconds: how long its result took to train.
    ///   - failure: why it failed, if it did.
    package init(
      id: TrialID, labels: [String], replicate: Int, fold: Int, status: String, value: Double?,
      seconds: Double?, attempts: Int, failure: Failure?
    ) {
      self.id = id
      self.labels = labels
      self.replicate = replicate
      self.fold = fold
      self.status = status
      self.value = value
      self.seconds = seconds
      self.attempts = attempts
      self.failure = failure
    }
  }

  private let parameters: [String]
  private let metric: String
  private let rows: [Row]

  /// - Parameter metric: the one whose values the rows have.
  package init(parameters: [String], metric: String, rows: [Row]) {
    self.parameters = parameters
    self.metric = metric
    self.rows = rows
  }

  /// Aligned columns for people; why a trial failed stands below it.
  package var text: String {
    let labels = parameters.indices.map { index in
      Column(labels: parameters[index], rows.map { $0.labels[index] })
    }
    let columns =
      [Column("trial", rows.map { "\($0.id)" })] + labels + [
        Column("replicate", rows.map { "\($0.replicate)" }, .right),
        Column("fold", rows.map { "\($0.fold)" }, .right),
        Column("status", rows.map(\.status)),
        Column(metric, rows.map { $0.value.map(Document.label) ?? "-" }, .right),
        Column("time", rows.map { $0.seconds.map { Duration.seconds($0).text } ?? "-" }, .right),
        Column("attempts", rows.map { "\($0.attempts)" }, .right),
      ]
    var text = Column.head(columns) + "\n"
    for (line, row) in zip(Column.rows(columns), rows) {
      text += line + "\n"
      guard let failure = row.failure else { continue }
      text += "  \(failure.cause.rawValue): \(failure.message.printable)\n"
      for line in failure.output.split(separator: "\n").suffix(5) {
        text += "  | \(String(line).printable)\n"
      }
    }
    return text
  }

  /// The same for programs, every number whole.
  package var json: JSON {
    .list(
      rows.map { row in
        .object([
          "trial": .text("\(row.id.digest)"), "parameters": .labels(parameters, row.labels),
          "replicate": .integer(row.replicate), "fold": .integer(row.fold),
          "status": .text(row.status), "value": .optional(row.value, JSON.number),
          "seconds": .optional(row.seconds, JSON.number), "attempts": .integer(row.attempts),
          "failure": .optional(row.failure) { failure in
            .object([
              "cause": .text(failure.cause.rawValue), "message": .text(failure.message),
              "output": .text(failure.output),
            ])
          },
        ])
      })
  }
}
