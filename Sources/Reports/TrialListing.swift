package import Documents
import Sweeps
package import Trials

/// Every trial of a sweep, a line each, written one after the other: a million take no memory.
///
/// ```swift
/// var widths = TrialListing.Widths(parameters: ["l2"], metric: "val_accuracy", labels: labels)
/// for trial in trials { widths.include(trial) }
/// let listing = TrialListing(widths)
/// print(listing.head)
/// for trial in trials { print(listing.text(of: trial)) }
/// ```
package struct TrialListing {
  /// One trial.
  package struct Row: Hashable, Sendable {
    /// The hash of the trial; the listing shows its beginning.
    package let id: TrialID
    /// The number of the configuration, from 0.
    package let configuration: Int
    /// The number of the replicate, from 0.
    package let replicate: Int
    /// The number of the fold, from 0.
    package let fold: Int
    let until: Int?
    /// The raw value of a `TrialStatus`, such as `completed`.
    package let status: String
    let value: Double?
    let seconds: Double?
    /// The number of attempts that were made, one in training among them.
    package let attempts: Int
    /// The failure of the last failed attempt of a trial that was given up; nil for any other trial.
    package let failure: Failure?

    /// - Parameters:
    ///   - configuration: whose labels the listing has.
    ///   - replicate: counted from 0, as the fold is.
    ///   - until: the epoch after which it ends, at a rung; nil of a whole one.
    ///   - status: a word.
    ///   - value: the sweep's metric.
    ///   - seconds: how long its result took to train.
    ///   - failure: why it failed, if it did.
    package init(
      id: TrialID, configuration: Int, replicate: Int, fold: Int, until: Int? = nil, status: String,
      value: Double?,
      seconds: Double?, attempts: Int, failure: Failure?
    ) {
      self.id = id
      self.configuration = configuration
      self.replicate = replicate
      self.fold = fold
      self.until = until
      self.status = status
      self.value = value
      self.seconds = seconds
      self.attempts = attempts
      self.failure = failure
    }

    /// The trial's cells besides the labels, in the order of the columns.
    fileprivate var cells: [String] {
      [
        "\(replicate)", "\(fold)", status + (until.map { " until \($0)" } ?? ""),
        value.map(Document.label) ?? "-",
        seconds.map { Duration.seconds(clamping: $0).text } ?? "-", "\(attempts)",
      ]
    }
  }

  /// How wide columns have to be for the trials that are to be listed.
  package struct Widths {
    fileprivate let parameters: [String]
    /// The labels of each configuration's values, one a parameter.
    fileprivate let labels: [[String]]
    fileprivate let titles: [String]
    fileprivate var widths: [Int]
    fileprivate var id = "trial".displayWidth
    fileprivate var isListed: [Bool]

    /// - Parameters:
    ///   - metric: the one whose values the rows have.
    ///   - labels: the values of each configuration's parameters.
    package init(parameters: [String], metric: String, labels: [[String]]) {
      // Texts of others go to a terminal.
      self.parameters = parameters.map(\.printable)
      self.labels = labels.map { $0.map(\.printable) }
      titles = ["replicate", "fold", "status", metric.printable, "time", "attempts"]
      widths = titles.map(\.displayWidth)
      isListed = Array(repeating: false, count: labels.count)
    }

    /// Takes one of the trials into account.
    package mutating func include(_ row: Row) {
      isListed[row.configuration] = true
      id = max(id, "\(row.id)".displayWidth)
      for (column, cell) in row.cells.enumerated() {
        widths[column] = max(widths[column], cell.displayWidth)
      }
    }
  }

  private let widths: Widths
  /// The labels of each configuration's values, as wide as their columns.
  private let labels: [[String]]
  private let titles: [String]
  private static let alignments: [Alignment] = [.right, .right, .left, .right, .right, .right]

  /// The listing of the trials whose widths these are.
  package init(_ widths: Widths) {
    self.widths = widths
    let listed = widths.labels.indices.filter { widths.isListed[$0] }
    let columns = widths.parameters.indices.map { index in
      Column(labels: widths.parameters[index], listed.map { widths.labels[$0][index] })
    }
    var labels: [[String]] = Array(repeating: [], count: widths.labels.count)
    for (place, configuration) in listed.enumerated() {
      labels[configuration] = columns.map { $0.texts[place] }
    }
    self.labels = labels
    titles = columns.map(\.title)
  }

  /// The line of titles.
  package var head: String {
    line("trial", titles, widths.titles)
  }

  /// A trial's line in aligned columns, for people; why it failed stands below it.
  package func text(of row: Row) -> String {
    var text = line("\(row.id)", labels[row.configuration], row.cells)
    guard let failure = row.failure else { return text }
    text += "  \(failure.cause.rawValue): \(failure.message.printable)\n"
    for line in failure.output.split(separator: "\n").suffix(5) {
      text += "  | \(String(line).printable)\n"
    }
    return text
  }

  private func line(_ id: String, _ labels: [String], _ cells: [String]) -> String {
    let cells = zip(cells, zip(widths.widths, TrialListing.alignments)).map { cell, column in
      cell.padded(to: column.0, column.1)
    }
    return Column.line([id.padded(to: widths.id)] + labels + cells) + "\n"
  }

  /// A trial for programs, every number whole.
  ///
  /// - Parameters:
  ///   - parameters: their names.
  ///   - labels: the values of its configuration.
  package static func json(of row: Row, _ parameters: [String], _ labels: [String]) -> JSON {
    let members: KeyValuePairs<String, JSON> = [
      "trial": .text("\(row.id.digest)"), "parameters": .labels(parameters, labels),
      "replicate": .integer(row.replicate), "fold": .integer(row.fold),
      "status": .text(row.status), "value": .optional(row.value, JSON.number),
      "seconds": .optional(row.seconds, JSON.number), "attempts": .integer(row.attempts),
      "failure": .optional(row.failure) { failure in
        .object([
          "cause": .text(failure.cause.rawValue), "message": .text(failure.message),
          "output": .text(failure.output),
        ])
      },
    ]
    return .object(
      members.map { JSON.Member($0.key, $0.value) }
        + (row.until.map { [JSON.Member("until", .integer($0))] } ?? []))
  }
}
