/// The token that a client has to show to change something: 128 random bits, as 32 hexadecimal digits.
package struct AccessToken: Hashable, Sendable {
  /// The 32 digits, of 0-9 and a-f.
  package let text: String

  /// - Parameter generator: of random numbers that nobody can foretell.
  package init(using generator: inout some RandomNumberGenerator) {
    text = (0..<2).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Whether a text is the token; the time that this takes tells nothing about it.
  func matches(_ shown: String) -> Bool {
    let (own, shown) = (Array(text.utf8), Array(shown.utf8))
    guard own.count == shown.count else { return false }
    return zip(own, shown).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
