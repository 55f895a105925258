package import Documents
package import Hashing
import SQLite
package import Sweeps
import Trials

/// A sweep of one results file.
package struct SweepID: Hashable, Sendable {
  let row: Int64
}

/// A sweep as its results file tells of it.
package struct RecordedSweep: Hashable, Sendable {
  /// Good for this file alone.
  package let id: SweepID
  /// The name that the spec gives the sweep; several forms of a sweep share it.
  package let name: String
  /// The text of the spec, as the person wrote it.
  package let specText: String
  /// The name that the spec gives the data set.
  package let data: String
  /// The digest of the data set's content, wherever its files lie.
  package let dataDigest: Digest
  /// The promise of the engine about its numbers.
  package let semantics: String
  /// The metric by which the sweep is judged, with its goal and moment.
  package let metric: Metric
  /// The splits, replicates and seed by which configurations are judged.
  package let evaluation: Evaluation
  /// The names of the parameters, in the order of the spec.
  package let parameterNames: [String]
  /// The number of configurations on record; a search may yet add to it.
  package let configurationCount: Int
  /// When it was first run: UTC, as in ISO 8601.
  package let created: String
  /// The values that come of learning nothing, by metric the mean over its folds; without the metrics in
  /// which it has no value.
  package let baselines: [String: Double]
}

extension Document {
  /// Baselines as they are stored: by metric a list, a value a fold.
  init(_ baselines: [String: [Double?]]) {
    self.init(
      .map(
        baselines.sorted { $0.key < $1.key }.map { name, values in
          Entry(
            key: name,
            value: Document(.list(values.map { Document($0.map(Content.number) ?? .null) })))
        }))
  }

  /// The mean of each list of numbers.
  fileprivate var means: [String: Double] {
    guard case .map(let entries) = content else { return [:] }
    var means: [String: Double] = [:]
    for entry in entries {
      guard case .list(let values) = entry.value.content else { continue }
      let numbers = values.compactMap { try? $0.number("") }
      if !numbers.isEmpty { means[entry.key] = numbers.reduce(0, +) / Double(numbers.count) }
    }
    return means
  }
}

extension ResultsReader {
  /// All sweeps that are shown, the one that was run last first.
  package func sweeps() throws(StoreError) -> [RecordedSweep] {
    try sweeps(where: "WHERE \(ResultsReader.isShown)", [])
  }

  /// Whether a sweep has not been removed.
  private static let isShown =
    "s.id NOT IN (SELECT sweep FROM removals WHERE configuration IS NULL)"

  /// The sweep that was run last, of all that are shown or of one name; nil when there is none. A
  /// confirmation and the parts of a nested evaluation are run after their sweep, which is the one that people
  /// mean.
  package func latestSweep(named name: String? = nil) throws(StoreError) -> RecordedSweep? {
    let condition =
      "WHERE \(ResultsReader.isShown)"
      + (name == nil
        ? " AND s.name NOT LIKE '%\(Confirmation.suffix)'"
          + " AND s.name NOT LIKE '%\(Nesting.partSuffix)%'" : " AND s.name = ?")
    return try sweeps(where: condition, name.map { [.text($0)] } ?? [], limit: 1).first
  }

  /// The forms that sweeps of a name had, in the order in which they were first run: an edited spec is a
  /// form of its own. Hidden forms have their places, and are shown with them.
  package func forms(ofSweepsNamed name: String) throws(StoreError) -> [RecordedSweep] {
    try sweeps(where: "WHERE s.name = ?", [.text(name)], order: "s.id")
  }

  /// Gives the digest that a sweep is known by in every file: a hash of its spec and of its trials.
  package func identity(of sweep: SweepID) throws(StoreError) -> Digest {
    let identity = try connection.first(
      "SELECT identity FROM sweeps WHERE id = ?", [.integer(sweep.row)]
    ) { (row) throws(StoreError) in try connection.digest(row, 0) }
    guard let identity else { throw connection.damaged("sweep \(sweep.row) is not there") }
    return identity
  }

  /// Whether a sweep's configurations were drawn or decided, and are no grid.
  package func isSearch(_ sweep: SweepID) throws(StoreError) -> Bool {
    try connection.first(
      "SELECT 1 FROM decisions WHERE sweep = ? AND kind NOT IN ('grid', 'time', 'confirmed') LIMIT 1",
      [.integer(sweep.row)]
    ) { _ in true } ?? false
  }

  private func sweeps(
    where condition: String, _ values: [Value], order: String = "s.used DESC", limit: Int = -1
  ) throws(StoreError) -> [RecordedSweep] {
    try connection.all(
      """
      SELECT s.id, s.name, s.spec, s.data, d.hash, s.semantics, s.metric, s.goal, s.moment,
        s.moment_epoch, s.scheme, s.holdout, s.folds, s.repeats, s.replicates, s.seed, s.created,
        (SELECT count(*) FROM configurations c WHERE c.sweep = s.id), s.design,
        s.baselines, (SELECT min(number) FROM configurations c WHERE c.sweep = s.id),
        (SELECT max(number) FROM configurations c WHERE c.sweep = s.id)
      FROM sweeps s JOIN data_sets d ON d.id = s.data_set \(condition)
      ORDER BY \(order) LIMIT \(limit)
      """, values
    ) { (row) throws(StoreError) in
      let id = SweepID(row: Int64(row.int(0)))
      guard let metric = Metric(row, from: 6),
        let evaluation = Evaluation(row, from: 10, design: 18)
      else {
        throw connection.damaged("sweep \(row.int(0)) makes no sense")
      }
      // Everything finds them by their numbers, which count from 0 without gaps.
      guard row.int(17) == 0 || row.int(20) == 0 && row.int(21) == row.int(17) - 1 else {
        throw connection.damaged("configurations of sweep \(row.int(0)) are missing")
      }
      return RecordedSweep(
        id: id, name: row.text(1), specText: row.text(2), data: row.text(3),
        dataDigest: try connection.digest(row, 4), semantics: row.text(5), metric: metric,
        evaluation: evaluation, parameterNames: try parameterNames(of: id),
        configurationCount: row.int(17), created: row.text(16),
        baselines: row.isNull(19) ? [:] : Document(json: row.text(19))?.means ?? [:])
    }
  }

  private func parameterNames(of sweep: SweepID) throws(StoreError) -> [String] {
    try connection.all(
      "SELECT name FROM parameters WHERE sweep = ? ORDER BY position", [.integer(sweep.row)]
    ) { $0.text(0) }
  }
}

extension Metric {
  /// The metric in four columns: name, goal, moment, epoch.
  fileprivate init?(_ row: Row, from column: Int) {
    guard let goal = Goal(rawValue: row.text(column + 1)) else { return nil }
    let moment: Moment =
      switch row.text(column + 2) {
      case "best": .best
      case "epoch": .epoch(row.int(column + 3))
      default: .last
      }
    self.init(name: row.text(column), goal: goal, moment: moment)
  }
}

extension Evaluation {
  /// The evaluation in six columns: scheme, share held out, folds, repeats, replicates, seed.
  ///
  /// - Parameter design: the column of what these leave open.
  fileprivate init?(_ row: Row, from column: Int, design: Int) {
    let scheme: Scheme
    switch row.isNull(design) ? row.text(column) : row.text(design) {
    case "test": scheme = .test
    case "validation": scheme = .validation
    case "listed": scheme = .listed(count: row.int(column + 2))
    case "own": scheme = .own
    case "holdout": scheme = .holdout(fraction: row.double(column + 1))
    case let word:
      guard let kind = FoldKind(rawValue: word) else { return nil }
      scheme = .folds(k: row.int(column + 2), kind: kind, repeats: row.int(column + 3))
    }
    guard let seed = UInt64(row.text(column + 5)) else { return nil }
    self.init(scheme: scheme, replicates: row.int(column + 4), seed: seed)
  }
}

// MARK: - Configurations and trials of a sweep

extension ResultsReader {
  /// The labels of every configuration's values, in the order of the sweep's parameters.
  package func labels(of sweep: SweepID) throws(StoreError) -> [[String]] {
    let count = try connection.first(
      "SELECT count(*) FROM configurations WHERE sweep = ?", [.integer(sweep.row)]
    ) { $0.int(0) }
    var labels: [[String]] = Array(repeating: [], count: count ?? 0)
    try connection.each(
      """
      SELECT configuration, label FROM parameter_values WHERE sweep = ?
      ORDER BY configuration, parameter
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      guard labels.indices.contains(row.int(0)) else {
        throw connection.damaged("configurations of sweep \(sweep.row) are missing")
      }
      labels[row.int(0)].append(row.text(1))
    }
    return labels
  }

  /// The labels of one configuration's values, in the order of the sweep's parameters.
  package func labels(
    of sweep: SweepID, configuration: Int
  ) throws(StoreError) -> [String] {
    try connection.all(
      """
      SELECT label FROM parameter_values WHERE sweep = ? AND configuration = ? ORDER BY parameter
      """, [.integer(sweep.row), .integer(configuration)]
    ) { $0.text(0) }
  }

  /// The labels of one parameter's values, by the numbers of the configurations.
  ///
  /// - Parameter place: of the parameter, in the order of the spec.
  package func labels(
    ofParameter place: Int, of sweep: SweepID
  ) throws(StoreError) -> [String] {
    try connection.all(
      """
      SELECT label FROM parameter_values WHERE sweep = ? AND parameter = ? ORDER BY configuration
      """, [.integer(sweep.row), .integer(place)]
    ) { $0.text(0) }
  }

  /// The names of the parameters that have more than one value, in the order of the spec.
  package func variedParameters(of sweep: RecordedSweep) throws(StoreError) -> [String] {
    var varied: [String] = []
    for (place, name) in sweep.parameterNames.enumerated() {
      // The first that differs ends the look.
      let isVaried = try connection.first(
        """
        SELECT 1 FROM parameter_values WHERE sweep = ?1 AND parameter = ?2 AND label <> (
          SELECT label FROM parameter_values
          WHERE sweep = ?1 AND configuration = 0 AND parameter = ?2) LIMIT 1
        """, [.integer(sweep.id.row), .integer(place)]
      ) { _ in true }
      if isVaried == true { varied.append(name) }
    }
    return varied
  }

  /// How one configuration is trained; nil when the sweep has no such configuration.
  package func recipe(of sweep: SweepID, configuration: Int) throws(StoreError) -> Document? {
    try connection.first(
      "SELECT recipe FROM configurations WHERE sweep = ? AND number = ?",
      [.integer(sweep.row), .integer(configuration)]
    ) { (row) throws(StoreError) in
      guard let recipe = Document(json: row.text(0)) else {
        throw connection.damaged("a recipe is not JSON")
      }
      return recipe
    }
  }

  /// Gives the digests of a sweep's splits, one a fold: `Split.digest`.
  package func splitDigests(of sweep: SweepID) throws(StoreError) -> [Digest] {
    try eachSplit(of: sweep, "s.hash") { (row) throws(StoreError) in try connection.digest(row, 2) }
  }

  /// The splits of a sweep, one a fold.
  package func splits(of sweep: SweepID) throws(StoreError) -> [Split] {
    try eachSplit(of: sweep, "s.training, s.validation") {
      Split(training: RowSet.rows($0.blob(2)), validation: RowSet.rows($0.blob(3)))
    }
  }

  /// What `read` makes of columns, from the third on, of each fold's split; all folds are there, or the file is damaged.
  private func eachSplit<Element>(
    of sweep: SweepID, _ columns: String, _ read: (Row) throws(StoreError) -> Element
  ) throws(StoreError) -> [Element] {
    var elements: [Element] = []
    try connection.each(
      """
      SELECT f.fold, s.id, \(columns) FROM sweep_splits f LEFT JOIN splits s ON s.id = f.split
      WHERE f.sweep = ? ORDER BY f.fold
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      guard row.int(0) == elements.count, !row.isNull(1) else {
        throw connection.damaged("splits of sweep \(sweep.row) are missing")
      }
      elements.append(try read(row))
    }
    return elements
  }
}
