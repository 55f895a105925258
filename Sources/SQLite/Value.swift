/// A value that one column of one row can hold.
///
/// A NaN cannot be stored: SQLite keeps it as `null`. `Row.double(_:)` therefore reads `null` as NaN,
/// so a column of doubles gives back what went in; a blob of 8 bytes keeps a NaN's payload too.
package enum Value: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

extension Value: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  /// Makes `null`, from `nil`.
  package init(nilLiteral: ()) { self = .null }
  /// Makes a whole number of 64 bits.
  package init(integerLiteral integer: Int64) { self = .integer(integer) }
  /// Makes a floating-point number.
  package init(floatLiteral real: Double) { self = .real(real) }
  /// Makes a text, which SQLite keeps in UTF-8.
  package init(stringLiteral text: String) { self = .text(text) }
}

extension Value {
  /// The whole number as SQLite keeps it.
  package static func integer(_ integer: Int) -> Value { .integer(Int64(integer)) }
}
