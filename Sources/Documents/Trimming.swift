extension StringProtocol {
  /// Without blanks, tabs and line ends at either end.
  package var trimmed: String {
    let rest = drop { $0.isWhitespace }
    guard let end = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(rest[...end])
  }
}
