import Documents
import YAML

extension Node {
  /// Refuses what would be another value than was written: a number that no double holds, and a text that
  /// no program could be handed, as its words end with the character NUL.
  func refuseUnreadable() throws(DocumentError) {
    switch content {
    case .scalar(let scalar):
      try Node.refuseNull(scalar.text, at: mark)
      try refuseOverflow(of: scalar)
    case .sequence(let nodes):
      for node in nodes { try node.refuseUnreadable() }
    case .mapping(let pairs):
      for pair in pairs {
        try Node.refuseNull(pair.key, at: pair.mark)
        try pair.value.refuseUnreadable()
      }
    }
  }

  private static func refuseNull(_ text: String, at mark: Mark) throws(DocumentError) {
    guard text.utf8.contains(0) else { return }
    throw DocumentError(
      "a text has the character NUL in it, which no program can be handed; leave it out", at: mark)
  }

  private func refuseOverflow(of scalar: Scalar) throws(DocumentError) {
    guard case .number(let number) = scalar.value else { return }
    let digits = scalar.text.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }
    let isZero = digits.allSatisfy { !(UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
    // `.inf` is infinite on purpose; hexadecimal numbers that end in e0 are no powers of ten.
    guard !scalar.text.hasPrefix("0x"),
      scalar.text.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }),
      !number.isFinite || number == 0 && !isZero
    else { return }
    throw DocumentError(
      "the number \(scalar.text) is beyond what a 64-bit number holds, and would be read as"
        + " \(number.isFinite ? "0" : ".inf"); write that, or put it in quotes to have it handed on as a text",
      at: mark)
  }
}
