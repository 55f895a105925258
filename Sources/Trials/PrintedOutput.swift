/// The end of what an attempt in training has printed so far.
package struct PrintedOutput: Hashable, Sendable {
  /// Bytes that it has printed in all.
  package let size: Int
  /// The last of them; what is no UTF-8 is replaced.
  package let text: String

  /// Bytes that are shown at most.
  package static let limit = 16 << 10
  /// Bytes of the text at most, as what replaces a byte has three.
  package static let longestText = 3 * limit

  /// Nothing was printed, or nothing is known of it.
  package static let nothing = PrintedOutput(size: 0, last: [])

  /// - Parameter bytes: the last that was printed. What may have been cut within a character begins with the
  ///   next one.
  package init(size: Int, last bytes: [UInt8]) {
    let bytes = bytes.suffix(PrintedOutput.limit)
    let isCut = size > bytes.count
    let continuations = bytes.prefix(3).prefix { $0 & 0b1100_0000 == 0b1000_0000 }
    self.size = size
    text = String(decoding: bytes.dropFirst(isCut ? continuations.count : 0), as: UTF8.self)
  }

  /// As it was received; nil where there is more than there may be.
  package init?(size: Int, text: String) {
    guard size >= 0, text.utf8.count <= PrintedOutput.longestText else { return nil }
    (self.size, self.text) = (size, text)
  }

  /// The output after its first `seen` bytes, as far as it is here.
  package func text(after seen: Int) -> String {
    guard size > seen else { return "" }
    return size - seen >= text.utf8.count
      ? text : String(decoding: text.utf8.suffix(size - seen), as: UTF8.self)
  }
}
