import Documents
import Hashing
import SQLite
import Trials

extension Outcome {
  /// Whether more comes with the measurements.
  var hasCompany: Bool {
    !attachments.isEmpty || notes != nil || rows != nil || weights != nil
  }
}

extension Connection {
  /// Writes what comes with the measurements of a result, which refers to the result's row. Weights are on the
  /// disk when the transaction is.
  func recordCompany(
    of outcome: Outcome, attempt: Int, at row: Int64, of trial: TrialID
  ) throws(StoreError) {
    for (name, content) in outcome.attachments {
      try run(
        "INSERT INTO attachments (trial, name, content) VALUES (?, ?, ?)",
        [.integer(row), .text(name), .text(content.json)])
    }
    if let notes = outcome.notes { try record(notes, of: row, attempt) }
    if let rows = outcome.rows { try record(rows, of: row) }
    guard let weights = outcome.weights else { return }
    try WeightsFolder(of: path).write(weights.file, of: trial)
    try run(
      "INSERT INTO weights (trial, epoch, hash) VALUES (?, ?, ?)",
      [.integer(row), .integer(weights.epoch), .blob(Digest(of: weights.file).bytes)])
  }

  private func record(_ notes: Notes, of row: Int64, _ attempt: Int) throws(StoreError) {
    try run(
      """
      INSERT INTO notes (trial, attempt, program, output, resumed_after) VALUES (?, ?, ?, ?, ?)
      """,
      [
        .integer(row), .integer(attempt), .text(notes.program), .text(notes.output),
        Value(notes.resumedAfter),
      ])
    let remarks = notes.origins.map { ($0, 0) } + notes.remarks.map { ($0, 1) }
    for (position, (remark, isNotable)) in remarks.enumerated() {
      try run(
        """
        INSERT INTO remarks (trial, attempt, position, notable, metric, text)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(row), .integer(attempt), .integer(position), .integer(isNotable),
          remark.metric.map(Value.text) ?? .null, .text(remark.text),
        ])
    }
  }
}
