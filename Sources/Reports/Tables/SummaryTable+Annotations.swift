import Documents

extension SummaryTable {
  /// The further columns of records; none where nothing was written about a configuration.
  var annotationNames: [String] {
    annotations.configurations.isEmpty ? [] : ["tags", "notes"]
  }

  /// Gives the fields of these columns.
  func annotationFields(of labels: [String]) -> [JSON] {
    guard !annotationNames.isEmpty else { return [] }
    let entry = annotations[labels]
    return [
      .text(entry.tags.joined(separator: ", ")), .text(entry.notes.joined(separator: "; ")),
    ]
  }

  /// The column of tags, where a configuration has one.
  var tagColumns: [SheetColumn] {
    guard annotations.configurations.values.contains(where: { !$0.tags.isEmpty }) else { return [] }
    return [
      SheetColumn(
        title: "tags",
        content: .labels(
          allRows.map { annotations[$0.labels].tags.joined(separator: ", ").printable }),
        luxury: 1)
    ]
  }

  /// The notes on configurations, a sentence each, in the order of the rows.
  func annotationNotes(_ marks: Marks) -> [String] {
    guard !annotations.configurations.isEmpty else { return [] }
    let lines = allRows.flatMap { row in
      annotations[row.labels].notes.map { note in
        let subject = zip(parameters, row.labels).map { "\($0)=\($1)" }.joined(separator: ", ")
        let line = note.split(whereSeparator: \.isNewline).joined(separator: " ")
        return marks.escape("note on \(subject): \(line)".printable)
      }
    }
    let most = 20
    return lines.prefix(most)
      + (lines.count > most
        ? ["and \(lines.count - most) more notes, which 'sweep note' tells"] : [])
  }
}
