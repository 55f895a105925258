/// A filter of rows: `0.1..0.5` a range, `>=0.9` a bound, `=relu` one value, else all that have the
/// text in them, in large or small letters.
package struct RowCondition: Hashable, Sendable {
  private enum Test: Hashable, Sendable {
    case within(ClosedRange<Double>)
    case above(Double, orEqual: Bool)
    case below(Double, orEqual: Bool)
    case equal(String, Double?)
    case has(String)
  }

  private let test: Test

  /// Reads a filter as people write it; nil where it says nothing, such as a bound that is no number.
  package init?(_ text: String) {
    let words = text.trimmingBlanks
    guard !words.isEmpty else { return nil }
    if let ends = Self.ends(words) {
      guard ends.low <= ends.high else { return nil }
      test = .within(ends.low...ends.high)
    } else if [">", "<", "="].contains(words.prefix(1)) {
      guard let bound = Self.bound(words) else { return nil }
      test = bound
    } else {
      test = .has(words.lowercased())
    }
  }

  private static func ends(_ words: String) -> (low: Double, high: Double)? {
    let sides = words.split(separator: "..", maxSplits: 1)
    guard sides.count == 2, let low = Double(String(sides[0]).trimmingBlanks),
      let high = Double(String(sides[1]).trimmingBlanks)
    else { return nil }
    return (low, high)
  }

  private static func bound(_ words: String) -> Test? {
    for sign in [">=", "<=", ">", "<", "="] where words.hasPrefix(sign) {
      let side = String(words.dropFirst(sign.count)).trimmingBlanks
      let number = Double(side)
      if sign == "=" { return side.isEmpty ? nil : .equal(side, number) }
      guard let number else { return nil }
      return sign.first == ">"
        ? .above(number, orEqual: sign.count == 2) : .below(number, orEqual: sign.count == 2)
    }
    return nil
  }

  /// Whether a number passes; nil where there is none.
  package func lets(_ number: Double?) -> Bool {
    switch test {
    case .within(let range): number.map(range.contains) ?? false
    case .above(let bound, let orEqual):
      number.map { $0 > bound || orEqual && $0 == bound } ?? false
    case .below(let bound, let orEqual):
      number.map { $0 < bound || orEqual && $0 == bound } ?? false
    case .equal(_, let wanted): number != nil && number == wanted
    case .has(let part): number.map { "\($0)".contains(part) } ?? false
    }
  }

  /// Whether a text passes; one that is a number passes as that.
  package func lets(_ text: String) -> Bool {
    switch test {
    case .within, .above, .below: lets(Double(text))
    case .equal(let wanted, let number):
      text == wanted || number != nil && Double(text) == number
    case .has(let part): text.lowercased().contains(part)
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
