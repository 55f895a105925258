extension String {
  /// Every line moved to the right, and no new line at the end.
  func indented(by count: Int) -> String {
    let margin = String(repeating: " ", count: count)
    var lines = split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
  }

  /// As YAML takes any text.
  var quoted: String {
    "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
