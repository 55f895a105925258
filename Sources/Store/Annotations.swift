import Hashing
import SQLite
package import Trials

/// A note on a sweep or a configuration.
package struct WrittenNote: Hashable, Sendable {
  /// The number of the configuration; nil for the whole sweep.
  package let configuration: Int?
  /// The note as it was written, of at most 10,000 characters.
  package let text: String
  /// UTC, as in ISO 8601.
  package let written: String
}

/// The notes and tags of a sweep and its configurations.
package struct Annotations: Hashable, Sendable {
  /// The first note first.
  package let notes: [WrittenNote]
  /// The tags, sorted by their bytes, by the number of a configuration, or nil for the whole sweep.
  package let tags: [Int?: [String]]

  /// - Parameters:
  ///   - notes: the first one first.
  ///   - tags: sorted, by the number of a configuration, or nil for the whole sweep.
  package init(notes: [WrittenNote], tags: [Int?: [String]]) {
    self.notes = notes
    self.tags = tags
  }

  /// The notes on a configuration, or on the whole sweep.
  package func notes(on configuration: Int?) -> [WrittenNote] {
    notes.filter { $0.configuration == configuration }
  }
}

extension Connection {
  /// Writes down a note or tags; of a sweep that is not here, nothing.
  func annotate(_ annotation: Annotation) throws(StoreError) {
    let place: [Value] = [.blob(annotation.sweep.bytes), Value(annotation.configuration)]
    // The row of the sweep, where that has such a configuration.
    let target = """
      FROM sweeps s WHERE s.identity = ?1 AND (?2 IS NULL OR EXISTS (
        SELECT 1 FROM configurations WHERE sweep = s.id AND number = ?2))
      """
    switch annotation.content {
    case .note(let text):
      try run(
        "INSERT INTO sweep_notes (sweep, configuration, text) SELECT s.id, ?2, ?3 \(target)",
        place + [.text(text)])
    case .tags(let added, let removed):
      for tag in removed { try removeTag(tag, place) }
      for tag in added {
        try run(
          "INSERT OR IGNORE INTO tags (sweep, configuration, tag) SELECT s.id, ?2, ?3 \(target)",
          place + [.text(tag)])
      }
    }
  }

  /// Takes a tag off a sweep or a configuration, in whichever form of the sweep it got it.
  private func removeTag(_ tag: String, _ place: [Value]) throws(StoreError) {
    try run(
      """
      DELETE FROM tags WHERE tag = ?3
        AND sweep IN (SELECT id FROM sweeps WHERE name = (
          SELECT name FROM sweeps WHERE identity = ?1))
        AND CASE WHEN ?2 IS NULL THEN configuration IS NULL ELSE (
            SELECT label FROM configurations c
            WHERE c.sweep = tags.sweep AND c.number = tags.configuration) = (
            SELECT label FROM configurations c JOIN sweeps s ON s.id = c.sweep
            WHERE s.identity = ?1 AND c.number = ?2) END
      """, place + [.text(tag)])
  }
}

extension ResultsFile {
  /// Writes down a note or tags, where nobody coordinates.
  package func annotate(_ annotation: Annotation) throws(StoreError) {
    try connection.transaction { () throws(StoreError) in try connection.annotate(annotation) }
  }
}

extension ResultsReader {
  /// Gives the notes and tags of a sweep in any of its forms, and of those of its configurations that this
  /// form has: an edited spec is the same sweep to the person who writes.
  package func annotations(of sweep: RecordedSweep) throws(StoreError) -> Annotations {
    // The number of the configuration in this form, NULL where it has none such.
    let own = """
      (SELECT l.number FROM configurations c JOIN configurations l ON l.label = c.label
        WHERE c.sweep = a.sweep AND c.number = a.configuration AND l.sweep = ?2 LIMIT 1)
      """
    let isOwn = "s.name = ?1 AND (a.configuration IS NULL OR \(own) IS NOT NULL)"
    let place: [Value] = [.text(sweep.name), .integer(sweep.id.row)]
    let notes = try connection.all(
      """
      SELECT \(own), a.text, a.written FROM sweep_notes a JOIN sweeps s ON s.id = a.sweep
      WHERE \(isOwn) ORDER BY a.id
      """, place
    ) {
      WrittenNote(
        configuration: $0.isNull(0) ? nil : $0.int(0), text: $0.text(1), written: $0.text(2))
    }
    var tags: [Int?: [String]] = [:]
    try connection.each(
      """
      SELECT DISTINCT \(own), a.tag FROM tags a JOIN sweeps s ON s.id = a.sweep
      WHERE \(isOwn) ORDER BY a.tag
      """, place
    ) { row in
      tags[row.isNull(0) ? nil : row.int(0), default: []].append(row.text(1))
    }
    return Annotations(notes: notes, tags: tags)
  }
}
