import Documents

/// Refuses what no YAML text may hold: bytes that are not UTF-8, and control characters.
///
/// libyaml refuses them too, but tells only how many bytes in; people look for a line.
func checkCharacters(of bytes: [UInt8]) throws(DocumentError) {
  var line = 1
  var column = 1
  var previous: Unicode.Scalar = "\0"
  var iterator = bytes.makeIterator()
  var decoder = UTF8()
  while true {
    switch decoder.decode(&iterator) {
    case .emptyInput:
      return
    case .error:
      throw DocumentError(
        "the text is not UTF-8 from here on; save it in that encoding",
        at: Mark(line: line, column: column))
    case .scalarValue(let scalar):
      guard isAllowed(scalar) else {
        let code = String(scalar.value, radix: 16, uppercase: true)
        throw DocumentError(
          "the control character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)"
            + " cannot stand in YAML; remove it",
          at: Mark(line: line, column: column))
      }
      if scalar == "\r" || (scalar == "\n" && previous != "\r") {
        line += 1
        column = 1
      } else if scalar != "\n" {
        column += 1
      }
      previous = scalar
    }
  }
}

/// The set `c-printable` of YAML 1.2, section 5.1.
private func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0a, 0x0d, 0x20...0x7e, 0x85, 0xa0...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff:
    true
  default: false
  }
}
