/// How the values of one parameter are written for people: numbers in one notation (`1e-5`, and not
/// `1e-05`), and no longer than it takes to tell them apart.
///
/// A number has at most four significant digits, unless two that differ would then look alike: those
/// have as many more as they need. Digits before the point are never rounded away. Other texts stay as they
/// are, but for the exponents of numbers within lists. Files for programs have all digits.
package struct ShownValues: Hashable, Sendable {
  private let texts: [String: String]

  /// - Parameter labels: the values that are shown beside each other.
  package init(_ labels: some Sequence<String>) {
    var texts: [String: String] = [:]
    var open = Set(labels)
    for digits in 4...17 where !open.isEmpty {
      let rounded = open.map { (label: $0, text: $0.rounded(to: digits)) }
      var times: [String: Int] = [:]
      for text in texts.values { times[text, default: 0] += 1 }
      for (_, text) in rounded { times[text, default: 0] += 1 }
      for (label, text) in rounded where times[text] == 1 {
        texts[label] = text
        open.remove(label)
      }
    }
    for label in open { texts[label] = label.withPlainExponents }
    self.texts = texts
  }

  /// How a value is written.
  package subscript(_ label: String) -> String { texts[label] ?? label.withPlainExponents }
}

extension String {
  /// The text with exponents as short as they can be: `1e-5` for `1e-05`, `2e20` for `2e+20`; those of
  /// numbers in a list as well, and nothing else.
  package var withPlainExponents: String {
    guard utf8.contains(where: { $0 == 0x65 || $0 == 0x45 }) else { return self }
    let limits: Set<Character> = [" ", ",", "[", "]", "{", "}", "(", ")", ":", "="]
    var (text, word) = ("", "")
    for character in self {
      if limits.contains(character) {
        text += word.withPlainExponent + String(character)
        word = ""
      } else {
        word.append(character)
      }
    }
    return text + word.withPlainExponent
  }

  /// The same of a text that is a number in decimal digits.
  private var withPlainExponent: String {
    let parts = split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count == 2, isDecimalNumber, let exponent = Int(parts[1]) else { return self }
    return "\(parts[0])e\(exponent)"
  }

  /// Whether it is a number in decimal digits: no `inf`, and nothing of base 16.
  fileprivate var isDecimalNumber: Bool {
    Double(self)?.isFinite == true && utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
  }

  /// A number with so many significant digits, without zeros at its end; any other text as it is.
  fileprivate func rounded(to digits: Int) -> String {
    guard isDecimalNumber, let number = Double(self) else { return withPlainExponents }
    let mantissa = split { $0 == "e" || $0 == "E" }[0]
    let figures = mantissa.filter(\.isNumber).drop { $0 == "0" }.count
    let isWhole = mantissa.count == count && !contains(".")
    guard figures > digits, !isWhole else { return withPlainExponents }
    guard mantissa.count == count else {
      let expansion = DecimalExpansion(number)
      guard let exponent = expansion.exponent else { return "0" }
      let carried = expansion.rounded(toPlaces: digits - 1 - exponent).exponent ?? exponent
      let scaled = expansion.dividedByTen(toThe: carried).rounded(toPlaces: digits - 1)
      return (number < 0 ? "-" : "") + scaled.text.withoutIdleZeros + "e\(carried)"
    }
    return number.significant(digits).withoutIdleZeros
  }

  /// `0.25` for `0.2500`, `3` for `3.0`.
  private var withoutIdleZeros: String {
    guard contains("."), !contains("e") else { return self }
    var text = self[...]
    while text.hasSuffix("0") { text = text.dropLast() }
    if text.hasSuffix(".") { text = text.dropLast() }
    return String(text)
  }
}
