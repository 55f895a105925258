import CBOR
import Documents
package import Hashing
import SQLite
import Search
package import Sweeps
import Trials

extension ResultsFile {
  /// Writes down a sweep with all its trials, in one transaction, and makes it the latest.
  ///
  /// The same spec over the same data is the sweep that is there already. An edited spec is a sweep
  /// of its own, which shares every trial that both ask for, and so its result.
  ///
  /// - Parameters:
  ///   - specText: the text that the person wrote, to the letter.
  ///   - semantics: the promise about the numbers that the plan was made with.
  package func register(
    _ plan: Plan, specText: String, semantics: String
  ) throws(StoreError) -> SweepID {
    let identity = Value.blob(plan.identity(specText: specText, semantics: semantics).bytes)
    isHalfMade = isNew
    let sweep = try connection.transaction { () throws(StoreError) in
      let known = try connection.first("SELECT id FROM sweeps WHERE identity = ?", [identity]) {
        SweepID(row: Int64($0.int(0)))
      }
      if let known {
        try connection.use(known)
        return known
      }
      let registration = Registration(plan: plan, connection: connection)
      return try registration.write(identity: identity, specText: specText, semantics: semantics)
    }
    (isNew, isHalfMade) = (false, false)
    return sweep
  }
}

extension Plan {
  /// A hash of the spec and of all that it came to.
  ///
  /// The text alone would not do: it may name a file of data, or be read by a later version.
  package func identity(specText: String, semantics: String) -> Digest {
    if sweep.search?.method.learns == true {
      return identityOfSearch(specText: specText, semantics: semantics)
    }
    let configurations = configurations.map { Item.array($0.labels.map(Item.text)) }
    let head = Item.array([
      .text("sweep 1"), .text(specText), .text(sweep.name), .text(sweep.metric.name),
      .text(sweep.metric.goal.rawValue), .text("\(sweep.metric.moment)"), sweep.evaluation.item,
      .array(sweep.parameters.map { .text($0.name) }), .array(configurations),
    ])
    var hasher = Digest.Hasher()
    hasher.update(head.encoded())
    for trial in trials { hasher.update(trial.id.digest.bytes) }
    return hasher.finish()
  }

  /// The same of a search whose configurations are decided as it goes: of all that its trials will be.
  private func identityOfSearch(specText: String, semantics: String) -> Digest {
    Digest(
      of: Item.array([
        .text("search 1"), .text(specText), .text(sweep.name), .text(sweep.metric.name),
        .text(sweep.metric.goal.rawValue), .text("\(sweep.metric.moment)"), sweep.evaluation.item,
        .array(sweep.parameters.map { .text($0.name) }), .text(semantics),
        .bytes(data.digest.bytes), sweep.recipe.item, .array(splitDigests.map { .bytes($0.bytes) }),
      ]).encoded())
  }
}

/// The rows that one plan becomes.
private struct Registration {
  let plan: Plan
  let connection: Connection

  func write(
    identity: Value, specText: String, semantics: String
  ) throws(StoreError) -> SweepID {
    let data = try dataSet()
    let (moment, epoch): (String, Int?) =
      switch plan.sweep.metric.moment {
      case .last: ("last", nil)
      case .best: ("best", nil)
      case .epoch(let epoch): ("epoch", epoch)
      }
    let evaluation = plan.sweep.evaluation
    let (scheme, holdout, folds, repeats): (String, Double?, Int?, Int?) =
      switch evaluation.scheme {
      case .test, .validation: ("test", nil, nil, nil)
      case .own: ("own", nil, nil, nil)
      case .holdout(let fraction): ("holdout", fraction, nil, nil)
      case .folds(let k, .leaveOneGroupOut, let repeats): ("grouped", nil, k, repeats)
      case .folds(let k, let kind, let repeats): (kind.word, nil, k, repeats)
      case .listed(let count): ("kfold", nil, count, 1)
      }
    try connection.run(
      """
      INSERT INTO sweeps (identity, name, used, spec, spec_hash, data, data_set, semantics, metric,
        goal, moment, moment_epoch, scheme, holdout, folds, repeats, replicates, seed, design,
        baselines)
      VALUES (?, ?, (SELECT ifnull(max(used), 0) + 1 FROM sweeps), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?, ?, ?, ?, ?, ?)
      """,
      [
        identity, .text(plan.sweep.name), .text(specText),
        .blob(Digest(of: Array(specText.utf8)).bytes), .text(plan.sweep.data.label),
        .integer(data), .text(semantics), .text(plan.sweep.metric.name),
        .text(plan.sweep.metric.goal.rawValue), .text(moment), Value(epoch), .text(scheme),
        Value(holdout), Value(folds), Value(repeats), .integer(evaluation.replicates),
        .text("\(evaluation.seed)"), evaluation.scheme.design.map { .text($0) } ?? .null,
        plan.baselines.isEmpty ? .null : .text(Document(plan.baselines).json),
      ])
    let sweep = connection.lastInsertRowID
    try parameters(of: sweep)
    try splits(of: sweep)
    let values = plan.sweep.parameters.map { parameter in
      Dictionary(parameter.options.map { ($0.label, $0.value) }) { first, _ in first }
    }
    let rows = PlanRows(parameters: plan.sweep.parameters.map(\.name), connection: connection)
    try rows.insert(plan.configurations, of: sweep) { values[$0][$1] }
    // A race lists trials block by block, when it asks for them, and so does halving, rung by rung.
    _ = try rows.insert(plan.allTrials, of: sweep, areListed: !plan.sweep.asksInSteps)
    guard plan.sweep.search?.method.learns != true else { return SweepID(row: sweep) }
    if let choice = plan.sweep.choice {
      try connection.insert(
        Decision(
          number: 0, kind: .confirmed, evidence: choice.evidence,
          configurations: 0..<plan.configurations.count), of: SweepID(row: sweep))
      return SweepID(row: sweep)
    }
    let strategy = Grid(
      configurationCount: plan.configurations.count,
      kind: plan.sweep.search?.method.sampler.kind ?? .grid)
    var driver = SearchDriver(strategy, replicates: evaluation.replicates, folds: plan.splits.count)
    for decision in driver.advance() {
      try connection.insert(decision, of: SweepID(row: sweep))
      try rows.list(plan.asked(by: decision), of: sweep)
    }
    return SweepID(row: sweep)
  }

  private func dataSet() throws(StoreError) -> Int64 {
    let data = plan.data
    try connection.run(
      """
      INSERT INTO data_sets (hash, rows, test_rows, classes) VALUES (?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        .blob(data.digest.bytes), .integer(data.rowCount), .integer(data.testCount),
        Value(data.classes.map { Set($0).count }),
      ])
    return try connection.row(in: "data_sets", of: data.digest)
  }

  private func parameters(of sweep: Int64) throws(StoreError) {
    for (position, parameter) in plan.sweep.parameters.enumerated() {
      try connection.run(
        "INSERT INTO parameters (sweep, position, name) VALUES (?, ?, ?)",
        [.integer(sweep), .integer(position), .text(parameter.name)])
    }
  }

  private func splits(of sweep: Int64) throws(StoreError) {
    for (fold, split) in plan.splits.enumerated() {
      let digest = plan.splitDigests[fold]
      try connection.run(
        """
        INSERT INTO splits (hash, training, validation) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
        """,
        [
          .blob(digest.bytes), .blob(RowSet.bytes(split.training)),
          .blob(RowSet.bytes(split.validation)),
        ])
      try connection.run(
        "INSERT INTO sweep_splits (sweep, fold, split) VALUES (?, ?, ?)",
        [.integer(sweep), .integer(fold), .integer(try connection.row(in: "splits", of: digest))])
    }
  }
}

/// Writes down configurations and trials of a registered sweep.
struct PlanRows {
  /// Their names, in the order of the spec.
  let parameters: [String]
  let connection: Connection

  /// Configurations that were hidden of the form of the sweep that was used before stay hidden, and those that
  /// somebody had brought back for good come back at the same place.
  ///
  /// - Parameter value: of a parameter, by its place and the label that a configuration has.
  func insert(
    _ configurations: some Sequence<Configuration>, of sweep: Int64,
    value: (_ parameter: Int, _ label: String) -> Document?
  ) throws(StoreError) {
    let hidden = try hiddenBefore(sweep)
    let kept = try keptBefore(sweep)
    for configuration in configurations {
      let label = zip(parameters, configuration.labels).map { "\($0)=\($1)" }
        .joined(separator: ", ")
      try connection.run(
        "INSERT INTO configurations (sweep, number, label, recipe) VALUES (?, ?, ?, ?)",
        [
          .integer(sweep), .integer(configuration.index), .text(label),
          .text(configuration.recipe.json),
        ])
      if let reason = hidden[label] {
        try connection.run(
          "INSERT INTO removals (sweep, configuration, reason) VALUES (?, ?, ?)",
          [.integer(sweep), .integer(configuration.index), .text(reason)])
      }
      if let block = kept[label] {
        try connection.keep(configuration.index, after: block, of: SweepID(row: sweep))
      }
      for (position, label) in configuration.labels.enumerated() {
        try connection.run(
          """
          INSERT INTO parameter_values (sweep, configuration, parameter, label, value)
          VALUES (?, ?, ?, ?, ?)
          """,
          [
            .integer(sweep), .integer(configuration.index), .integer(position), .text(label),
            value(position, label)?.column ?? .null,
          ])
      }
    }
  }

  /// The labels of what was hidden of the latest other sweep of this name, with the reasons.
  private func hiddenBefore(_ sweep: Int64) throws(StoreError) -> [String: String] {
    let hidden = try connection.all(
      """
      SELECT c.label, h.reason
      FROM removals h JOIN configurations c ON c.sweep = h.sweep AND c.number = h.configuration
      WHERE h.sweep = (
        SELECT id FROM sweeps
        WHERE id <> ?1 AND name = (SELECT name FROM sweeps WHERE id = ?1)
        ORDER BY used DESC LIMIT 1)
      """, [.integer(sweep)]
    ) { ($0.text(0), $0.text(1)) }
    return Dictionary(hidden) { first, _ in first }
  }

  /// The labels of those that were brought back into the latest other sweep of this name, with the number of
  /// verdicts that there were then.
  private func keptBefore(_ sweep: Int64) throws(StoreError) -> [String: Int] {
    let kept = try connection.all(
      """
      SELECT c.label, k.block
      FROM returns k JOIN configurations c ON c.sweep = k.sweep AND c.number = k.configuration
      WHERE k.sweep = (
        SELECT id FROM sweeps
        WHERE id <> ?1 AND name = (SELECT name FROM sweeps WHERE id = ?1)
        ORDER BY used DESC LIMIT 1)
      """, [.integer(sweep)]
    ) { ($0.text(0), $0.int(1)) }
    return Dictionary(kept) { first, _ in first }
  }

  /// Lists trials that the file has, as the sweep asks for them from now on; those that are listed stay so.
  func list(_ trials: [Trial], of sweep: Int64) throws(StoreError) {
    for trial in trials {
      try connection.run(
        """
        INSERT INTO sweep_trials (sweep, until, replicate, fold, configuration, trial)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        [
          .integer(sweep), .integer(trial.until ?? 0), .integer(trial.replicate),
          .integer(trial.fold), .integer(trial.configuration),
          .integer(try connection.row(in: "trials", of: trial.id.digest)),
        ])
    }
  }

  /// - Parameter areListed: whether the sweep asks for them from now on.
  /// - Returns: the places of those trials that the file knew before, from 0 on.
  func insert(
    _ trials: some Collection<Trial>, of sweep: Int64, areListed: Bool = true
  ) throws(StoreError) -> [Int] {
    let insertion = try connection.recording(
      "INSERT INTO trials (hash) VALUES (?) ON CONFLICT DO NOTHING")
    let listing = try connection.recording(
      """
      INSERT INTO sweep_trials (sweep, replicate, fold, configuration, trial)
      VALUES (?, ?, ?, ?, ?)
      """)
    var known: [Int] = []
    try connection.holdingPages(ofHashes: trials.count) { () throws(StoreError) in
      for (place, trial) in trials.enumerated() {
        let digest = trial.id.digest
        try insertion.run { (values) throws(DatabaseError) in
          try digest.withBytes { (bytes) throws(DatabaseError) in try values.append(bytes) }
        }
        let isNew = connection.changeCount > 0
        if !isNew { known.append(place) }
        guard areListed else { continue }
        let row =
          try isNew ? connection.lastInsertRowID : connection.row(in: "trials", of: digest)
        try listing.run { (values) throws(DatabaseError) in
          try values.append(sweep)
          try values.append(trial.replicate)
          try values.append(trial.fold)
          try values.append(trial.configuration)
          try values.append(row)
        }
      }
    }
    return known
  }
}

extension Connection {
  /// Has the pages of a table's hashes in memory while `body` inserts them: each goes to a page of its
  /// own, which would be written and read again and again.
  fileprivate func holdingPages(
    ofHashes count: Int, _ body: () throws(StoreError) -> Void
  ) throws(StoreError) {
    // An entry of the index takes about 60 bytes, as its pages are three quarters full.
    let kibibytes = min(count * 60 / 1024, 128 * 1024)
    guard kibibytes > 2000 else { return try body() }
    try execute("PRAGMA cache_size = -\(kibibytes)")
    defer { try? execute("PRAGMA cache_size = -2000; PRAGMA shrink_memory") }
    try body()
  }
}

extension Connection {
  /// The row that a table of hashes gave one of them.
  func row(in table: String, of digest: Digest) throws(StoreError) -> Int64 {
    let row = try first("SELECT id FROM \(table) WHERE hash = ?", [.blob(digest.bytes)]) {
      Int64($0.int(0))
    }
    guard let row else { preconditionFailure("\(table) holds no \(digest)") }
    return row
  }
}

extension Document {
  /// The value as a column holds it: a scalar as such, anything else as JSON.
  fileprivate var column: Value {
    switch content {
    case .integer(let integer): .integer(integer)
    case .number(let number): .real(number)
    case .text(let text): .text(text)
    case .null, .boolean, .list, .map: .text(json)
    }
  }
}

extension Value {
  /// A whole number, or nothing.
  init(_ integer: Int?) { self = integer.map { .integer($0) } ?? .null }

  /// A number, or nothing.
  init(_ real: Double?) { self = real.map { .real($0) } ?? .null }
}
