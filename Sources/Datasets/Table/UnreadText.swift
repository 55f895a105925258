/// Texts that may be meant for other values: numbers with signs around them, and dates of which
/// nobody can say whether the day or the month comes first.
enum UnreadText {
  /// Gives the remedy for a column of such texts, as the end of a sentence; nil where they look like neither.
  ///
  /// - Parameter texts: different ones, at least one.
  static func remedy(_ texts: some Collection<String>) -> String? {
    guard !texts.isEmpty else { return nil }
    if texts.allSatisfy(isDate) {
      return
        "these look like dates of which nobody can say whether day or month comes first: write them"
        + " as 2021-03-04"
    }
    if texts.allSatisfy({ TableNumber.double($0) != nil || isNumber($0) }) {
      return
        "these look like numbers with signs such as %, $ or a comma between thousands: write them"
        + " without"
    }
    return nil
  }

  /// `3/14/2021`, `14-3-21`, with a time or not.
  private static func isDate(_ text: String) -> Bool {
    let date = text.split(separator: " ", maxSplits: 1).first ?? ""
    let parts = date.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "-" || $0 == "." }
    return parts.count == 3 && parts[0].count <= 2 && parts[1].count <= 2
      && [2, 4].contains(parts[2].count)
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
  }

  /// `11 %`, `$114,209`, `1 000 €`.
  private static func isNumber(_ text: String) -> Bool {
    var number = text.filter { !" \u{a0}\u{202f}'%$€£¥".contains($0) }
    // Thousands stand in threes behind every comma.
    let groups = number.split(separator: ",", omittingEmptySubsequences: false)
    if groups.count > 1, groups.dropFirst().dropLast().allSatisfy({ $0.count == 3 }),
      groups.last?.prefix(while: { $0 != "." }).count == 3
    {
      number = groups.joined()
    }
    return number != text && TableNumber.double(number) != nil
  }
}
