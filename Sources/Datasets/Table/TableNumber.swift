/// How a field of a table is read as a number.
enum TableNumber {
  /// A finite decimal number; nil for any other text, such as `0x10`, `inf` or `1 000`.
  ///
  /// - Parameter comma: a comma may stand for the decimal point.
  static func float(_ field: ArraySlice<UInt8>, comma: Bool = false) -> Float? {
    // Most tables are full of small whole numbers, read here at a tenth of the time.
    if !field.isEmpty, field.count <= 7, field.allSatisfy({ 0x30...0x39 ~= $0 }) {
      return Float(field.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
    guard let text = decimal(field, comma: comma), let number = Float(text), number.isFinite
    else { return nil }
    return number
  }

  static func double(_ field: ArraySlice<UInt8>, comma: Bool = false) -> Double? {
    guard let text = decimal(field, comma: comma), let number = Double(text), number.isFinite
    else { return nil }
    return number
  }

  static func double(_ text: String) -> Double? { double(Array(text.utf8)[...]) }

  /// A number with a decimal comma as one with a point; any other text as it is.
  static func withPoint(_ text: String) -> String {
    guard text.contains(","), let number = decimal(Array(text.utf8)[...], comma: true),
      Double(number) != nil
    else { return text }
    return number
  }

  /// The field with a decimal point; nil where a byte is in it that no decimal number has.
  private static func decimal(_ field: ArraySlice<UInt8>, comma: Bool) -> String? {
    guard let first = field.first, field.count <= 64 else { return nil }
    let commas = field.count { $0 == UInt8(ascii: ",") }
    if commas > 0 {
      guard comma, commas == 1, !field.contains(UInt8(ascii: ".")) else { return nil }
    }
    for byte in field {
      switch byte {
      case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        continue
      default: return nil
      }
    }
    guard first != UInt8(ascii: "e"), first != UInt8(ascii: "E") else { return nil }
    let text = String(decoding: field, as: UTF8.self)
    return commas > 0 ? String(text.map { $0 == "," ? "." : $0 }) : text
  }
}
