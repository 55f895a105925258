import Documents

extension SummaryTable {
  /// The formats that a table can be laid out in; the raw values are the words that people type.
  package enum Format: String, Hashable, Sendable, CaseIterable {
    case text, csv, json, markdown, latex, html
  }

  /// The table in a format, ending in a new line.
  ///
  /// Digits concern what people read: csv and json hold whole numbers. Width and style concern
  /// `text` alone: what goes into files is the same for every terminal.
  package func formatted(
    as format: Format, digits: Digits = .automatic, width: Int? = nil, style: Style = .plain
  ) -> String {
    let leading = [.csv, .json].contains(format) ? nil : confirmation.first
    let confirmed = leading.map {
      $0.formatted(as: format, digits: digits, width: width, style: style) + "\n"
    }
    return (confirmed ?? "") + own(as: format, digits, width, style)
  }

  private func own(
    as format: Format, _ digits: Digits, _ width: Int?, _ style: Style
  ) -> String {
    switch format {
    case .text: sheet(digits).text(width: width, style: style)
    case .csv: csv
    case .json: json.text + "\n"
    case .markdown: sheet(digits).markdown
    case .latex: sheet(digits).latex
    case .html: sheet(digits).html
    }
  }
}
