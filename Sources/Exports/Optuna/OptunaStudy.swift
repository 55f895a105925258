import Documents
import Glibc
import Reports
import SQLite
import Statistics
import Store
package import Sweeps
import Trials

extension ExportSource {
  /// Writes a study for Optuna and optuna-dashboard: a trial of it is a configuration, its value the
  /// mean that tables show, and so the best of both is the same.
  ///
  /// Intermediate values are means over all trainings of a configuration, at epochs that all of them
  /// reached; spread and counts are user attributes. A configuration with fewer observations than
  /// others is `RUNNING`, or `FAIL` when no more can come, and has no value.
  ///
  /// - Parameters:
  ///   - space: where a search looks, which tells the distributions; those of a grid follow from its
  ///     levels.
  ///   - isForced: whether a file that is there already gives way.
  package func writeOptuna(to path: String, of space: Space? = nil, isForced: Bool) throws {
    guard isForced || access(path, F_OK) != 0 else {
      throw ExportError(
        "'\(path)' is there already, and a study may have gone on in it; name another file, or let it"
          + " be replaced with --force")
    }
    guard !isSameFile(path, file.path) else {
      throw ExportError("'\(path)' is the results file itself; name another file")
    }
    let partial = path + ".partial"
    guard unlink(partial) == 0 || errno == ENOENT else { throw ExportError.unwritable(partial) }
    do {
      try fill(partial, of: space)
    } catch let error as DatabaseError {
      unlink(partial)
      throw ExportError("'\(path)' cannot be written (\(error.message)); name another file")
    } catch {
      unlink(partial)
      throw error
    }
    guard rename(partial, path) == 0 else { throw ExportError.unwritable(path) }
  }

  private func fill(_ path: String, of space: Space?) throws {
    let database = try Database(at: path)
    // A crash leaves a partial file of no use either way.
    try database.execute("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
    let histories = try histories()
    try database.transaction { () throws(DatabaseError) in
      try database.execute(optunaSchema)
      try writeStudy(to: database)
      let parameters = sweep.parameterNames.enumerated().map { index, name in
        OptunaParameter(
          name: name, values: exported.map { values[$0][index] },
          labels: exported.map { labels[$0][index] },
          searched: space?.dimensions.first { $0.name == name }?.distribution)
      }
      // Optuna numbers its trials without gaps.
      for (number, configuration) in exported.enumerated() {
        try write(
          number, row: rows[configuration].map { table.rows[$0] }, histories[configuration],
          parameters, to: database)
      }
    }
  }

  private func isSameFile(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(a, &first) == 0 && stat(b, &second) == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}

// MARK: - Configurations

/// The summary of one configuration's trials, as they are added.
private struct History {
  var started: String?
  var ended: String?
  var trialCount = 0
  var hasOpenTrials = false
  /// The metric of all trials that measured a finite one, for every epoch.
  var epochs: [Int: Moments] = [:]

  mutating func add(_ story: TrialStory, metric: Int?) {
    trialCount += 1
    hasOpenTrials = hasOpenTrials || [.open, .running].contains(story.record.status)
    // Times of one form: the earlier one comes first in the alphabet.
    started = [started, story.attempts.first?.started].compactMap(\.self).min()
    ended = [ended, story.attempt?.ended].compactMap(\.self).max()
    guard let metric, let curves = story.curves else { return }
    for (epoch, value) in zip(curves.epochs, curves.columns[metric]) {
      if let value { epochs[epoch, default: Moments()].add(value) }
    }
  }
}

extension ExportSource {
  private func histories() throws -> [History] {
    let metric = metrics.firstIndex(of: sweep.metric.name)
    var histories = Array(repeating: History(), count: labels.count)
    try forEachTrial { histories[$0.record.configuration].add($0, metric: metric) }
    return histories
  }

  private func writeStudy(to database: Database) throws(DatabaseError) {
    try database.prepare("INSERT INTO studies VALUES (1, ?)").run([.text(sweep.name)])
    try database.prepare("INSERT INTO study_directions VALUES (1, ?, 1, 0)")
      .run([.text(sweep.metric.goal.rawValue.uppercased())])
    try database.prepare("INSERT INTO study_system_attributes VALUES (1, 1, ?, ?)")
      .run(["study:metric_names", .text(JSON.list([.text(sweep.metric.name)]).line)])
    let attributes: KeyValuePairs<String, String> = [
      "data": sweep.data, "data hash": "\(sweep.dataDigest)", "spec": sweep.specText,
      "over": table.unit.rawValue,
    ]
    for (name, value) in attributes {
      try database.prepare(
        "INSERT INTO study_user_attributes (study_id, key, value_json) VALUES (1, ?, ?)"
      ).run([.text(name), .text(JSON.text(value).line)])
    }
  }

  private func write(
    _ number: Int, row: SummaryTable.Row?, _ history: History, _ parameters: [OptunaParameter],
    to database: Database
  ) throws(DatabaseError) {
    let moments = row?.moments ?? Moments()
    let most = table.rows.map(\.moments.count).max() ?? 0
    let mean = moments.count == most ? moments.mean : nil
    // A configuration that left a race was pruned.
    let state =
      row == nil
      ? "PRUNED" : mean != nil ? "COMPLETE" : history.hasOpenTrials ? "RUNNING" : "FAIL"
    let trial = Value.integer(number + 1)
    try database.prepare("INSERT INTO trials VALUES (?, ?, 1, ?, ?, ?)").run([
      trial, .integer(number), .text(state), Value(time: history.started),
      state == "RUNNING" ? .null : Value(time: history.ended),
    ])
    if let mean {
      try database.prepare(
        "INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, 0, ?, 'FINITE')"
      ).run([trial, .real(mean)])
    }
    for parameter in parameters {
      guard let value = parameter.values[number] else { continue }
      try database.prepare(
        """
        INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)
        VALUES (?, ?, ?, ?)
        """
      ).run([
        trial, .text(parameter.name), .real(value),
        .text(parameter.distribution.line),
      ])
    }
    for (epoch, moments) in history.epochs.sorted(by: { $0.key < $1.key }) {
      guard let mean = moments.mean, moments.count == history.trialCount else { continue }
      try database.prepare(
        """
        INSERT INTO trial_intermediate_values
          (trial_id, step, intermediate_value, intermediate_value_type) VALUES (?, ?, ?, 'FINITE')
        """
      ).run([trial, .integer(epoch), .real(mean)])
    }
    let attributes: KeyValuePairs<String, JSON> = [
      "n": .integer(moments.count), "mean": JSON(exactly: moments.mean),
      "std": JSON(exactly: moments.standardDeviation), "min": JSON(exactly: moments.minimum),
      "max": JSON(exactly: moments.maximum),
    ]
    for (name, value) in attributes {
      try database.prepare(
        "INSERT INTO trial_user_attributes (trial_id, key, value_json) VALUES (?, ?, ?)"
      ).run([trial, .text(name), .text(value.line)])
    }
  }
}

extension Value {
  /// The time as SQLAlchemy keeps it in SQLite, `2026-11-21 15:09:18.928000`; nothing for none.
  fileprivate init(time: String?) {
    self = time.map { .text($0.replacing("T", with: " ").replacing("Z", with: "000")) } ?? .null
  }
}
