import Documents

/// Comma-separated values (RFC 4180, but with lines that end as in Unix).
package enum CSV {
  /// How texts stand in fields.
  package enum Cells: Hashable, Sendable {
    case exact
    /// Behind an apostrophe where a spreadsheet would take a text for a formula, such as `=1+1`: names
    /// and values come from others, and formulas can read files and call addresses. Control characters, which
    /// a terminal may obey, stand as `\u{1b}`.
    case safe
  }

  /// Records of scalars as lines: `null` is an empty field, a truth value 0 or 1, and a number
  /// that is not finite is `inf` or `nan`.
  static func text(_ records: [[JSON]], _ cells: Cells) -> String {
    records.map { $0.map { field($0, cells) }.joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ value: JSON, _ cells: Cells) -> String {
    switch value {
    case .null: ""
    case .boolean(let flag): flag ? "1" : "0"
    case .text(let text): quoted(text, cells)
    case .number(let number): "\(number)"
    case .integer, .list, .object: quoted(value.line, cells)
    }
  }

  /// The text in quotes where it has a comma, a quote or the end of a line in it, or a space at an end.
  package static func quoted(_ text: String, _ cells: Cells) -> String {
    let text = cells == .safe ? safe(text) : text
    let isSpecial = text.utf8.contains { ",\"\r\n".utf8.contains($0) }
    guard isSpecial || text.hasPrefix(" ") || text.hasSuffix(" ") else { return text }
    let doubled = text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"")
    return "\"\(doubled)\""
  }

  private static func safe(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return (isFormula(text) ? "'" : "") + lines.map { String($0).printable }.joined(separator: "\n")
  }

  /// Whether a spreadsheet would work a text out; a number is one to everybody.
  private static func isFormula(_ text: String) -> Bool {
    guard let first = text.utf8.first(where: { $0 != 0x20 }) else { return false }
    return "=+-@\t\r\n|%".utf8.contains(first) && Double(text) == nil
  }
}
