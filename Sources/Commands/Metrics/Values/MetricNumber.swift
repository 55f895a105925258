/// Reads numbers as programs print them.
enum MetricNumber {
  /// A decimal number as programs print it: also `91.2%`, `nan` and `inf`.
  static func read(_ text: Substring) -> Double? {
    let word = text.utf8
    let isDecimal = word.allSatisfy { byte in
      (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "+") || byte | 0x20 == UInt8(ascii: "e")
    }
    if isDecimal { return Double(text) }
    if word.last == UInt8(ascii: "%") {
      // "%%" is no number of a number.
      return text.dropLast().last == "%" ? nil : read(text.dropLast()).map { $0 / 100 }
    }
    guard word.count <= 9 else { return nil }
    switch text.lowercased() {
    case "nan", "-nan", "+nan": return .nan
    case "inf", "infinity", "+inf", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }
}
