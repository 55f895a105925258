package import Documents

extension Scalar {
  /// The meaning by YAML 1.2's core schema (section 10.3.2): quoted is text, and so is everything
  /// that does not look like one of the others.
  ///
  /// `no`, `on` and `1_000` are text, `1e-5` is a number, `010` is ten. Integers beyond 64 bits
  /// become the nearest double.
  package var value: Document.Content {
    guard isPlain else { return .text(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
    case ".nan", ".NaN", ".NAN": return .number(.nan)
    default: return radixInteger(text) ?? decimal(text) ?? .text(text)
    }
  }
}

/// `0o [0-7]+` and `0x [0-9a-fA-F]+`; neither takes a sign.
private func radixInteger(_ text: String) -> Document.Content? {
  let radix: Int
  if text.hasPrefix("0o") {
    radix = 8
  } else if text.hasPrefix("0x") {
    radix = 16
  } else {
    return nil
  }
  let digits = text.utf8.dropFirst(2).map { Character(UnicodeScalar($0)).hexDigitValue ?? radix }
  guard !digits.isEmpty, digits.allSatisfy({ $0 < radix }) else { return nil }
  if let integer = Int64(text.dropFirst(2), radix: radix) { return .integer(integer) }
  return .number(digits.reduce(0) { $0 * Double(radix) + Double($1) })
}

/// `[-+]? [0-9]+`, else `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
private func decimal(_ text: String) -> Document.Content? {
  var rest = text.utf8[...]
  func skip(_ accepted: String) -> Bool {
    guard let first = rest.first, accepted.utf8.contains(first) else { return false }
    rest.removeFirst()
    return true
  }
  func skipDigits() -> Int {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest.removeFirst(digits.count)
    return digits.count
  }

  _ = skip("-+")
  let whole = skipDigits()
  if whole > 0, rest.isEmpty, let integer = Int64(text) { return .integer(integer) }
  let fraction = skip(".") ? skipDigits() : 0
  guard whole + fraction > 0 else { return nil }
  if skip("eE") {
    _ = skip("-+")
    guard skipDigits() > 0 else { return nil }
  }
  guard rest.isEmpty else { return nil }
  return Double(text).map { .number($0) }
}
