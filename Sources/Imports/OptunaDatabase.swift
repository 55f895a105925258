import Documents
import SQLite
import Sweeps

/// Optuna's SQLite storage, schema 12 and its kin; also rustuna's, which adds to it.
enum OptunaDatabase {
  static func study(
    at path: String, _ options: ImportOptions
  ) throws(ImportError) -> ImportedStudy {
    let studies: [OptunaStudyFile]
    let view: String?
    do throws(DatabaseError) {
      let database = try Database(at: path, mode: .readOnly)
      view = try self.view(in: database)
      studies = view == nil ? try read(database) : []
    } catch {
      throw ImportError("'\(path)' is no database of Optuna (\(error))")
    }
    if let view {
      throw ImportError(
        "'\(path)' is no database of Optuna: '\(view)' is a view, whose rows may never end; name a file that"
          + " Optuna has written")
    }
    return try OptunaStudyFile.chosen(studies, options).imported(options)
  }

  /// The first view or virtual table of a file: Optuna makes none.
  private static func view(in database: Database) throws(DatabaseError) -> String? {
    try database.prepare(
      """
      SELECT name FROM sqlite_schema
      WHERE type = 'view' OR type = 'table' AND sql LIKE 'CREATE VIRTUAL%' LIMIT 1
      """
    ).first { (row) throws(DatabaseError) in row.text(0) }
  }

  private static func read(_ database: Database) throws(DatabaseError) -> [OptunaStudyFile] {
    let studies = try database.prepare(
      "SELECT study_id, study_name FROM studies ORDER BY study_id"
    ).map { (row) throws(DatabaseError) in (row.int(0), row.text(1)) }
    let hasDiscarded =
      try database.prepare(
        "SELECT 1 FROM pragma_table_info('trials') WHERE name = 'discarded_at'"
      ).first { (_) throws(DatabaseError) in true } ?? false
    var all: [OptunaStudyFile] = []
    for (id, name) in studies {
      let directions = try database.prepare(
        "SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective"
      ).map([.integer(id)]) { (row) throws(DatabaseError) -> Metric.Goal in
        row.text(0) == "MAXIMIZE" ? .maximize : .minimize
      }
      let names = try database.prepare(
        "SELECT value_json FROM study_system_attributes WHERE study_id = ? AND key = 'study:metric_names'"
      ).first([.integer(id)]) { (row) throws(DatabaseError) in row.text(0) }
      all.append(
        OptunaStudyFile(
          name: name, directions: directions,
          metricNames: names.flatMap(LooseJSON.document)?.elements.compactMap(\.plainText),
          trials: try trials(of: id, database, skippingDiscarded: hasDiscarded)))
    }
    return all
  }

  private static func trials(
    of study: Int, _ database: Database, skippingDiscarded: Bool
  ) throws(DatabaseError) -> [OptunaTrial] {
    let rows = try database.prepare(
      """
      SELECT trial_id, state, (julianday(datetime_complete) - julianday(datetime_start)) * 86400
      FROM trials WHERE study_id = ?\(skippingDiscarded ? " AND discarded_at IS NULL" : "")
      ORDER BY number
      """
    ).map([.integer(study)]) { (row) throws(DatabaseError) in
      (row.int(0), row.text(1), row.isNull(2) ? nil : row.double(2))
    }
    let parameters = try database.prepare(
      "SELECT param_name, param_value, distribution_json FROM trial_params WHERE trial_id = ? ORDER BY param_id"
    )
    let values = try database.prepare(
      "SELECT value, value_type FROM trial_values WHERE trial_id = ? ORDER BY objective")
    let steps = try database.prepare(
      "SELECT step, intermediate_value, intermediate_value_type FROM trial_intermediate_values WHERE trial_id = ?"
    )
    return try rows.map { (id, state, seconds) throws(DatabaseError) in
      var trial = OptunaTrial()
      trial.state =
        switch state {
        case "COMPLETE": .complete
        case "PRUNED": .pruned
        case "FAIL": .failed
        case "WAITING": .waiting
        default: .running
        }
      trial.seconds = seconds
      for (name, number, json) in try parameters.map(
        [.integer(id)],
        { (row) throws(DatabaseError) in
          (row.text(0), row.double(1), row.text(2))
        })
      {
        guard let value = OptunaDistribution(json: json)?.value(number) else { continue }
        trial.parameters.append((name, value))
      }
      trial.values = try values.map([.integer(id)]) { (row) throws(DatabaseError) in
        number(row.isNull(0) ? nil : row.double(0), row.text(1))
      }
      trial.intermediates = try steps.map([.integer(id)]) { (row) throws(DatabaseError) in
        (row.int(0), number(row.isNull(1) ? nil : row.double(1), row.text(2)))
      }
      return trial
    }
  }

  /// Infinities and NaN have no number in their column.
  private static func number(_ value: Double?, _ type: String) -> Double {
    switch type {
    case "INF_POS": .infinity
    case "INF_NEG": -.infinity
    case "NAN": .nan
    default: value ?? .nan
    }
  }
}
