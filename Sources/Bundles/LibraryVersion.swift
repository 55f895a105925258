/// The version of a library as numbers: 2.9 comes before 2.34.
package struct LibraryVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  let numbers: [Int]

  /// Reads `2.36`; nil when a part is no number.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    let numbers = parts.compactMap(\.self)
    guard numbers.count == parts.count, numbers.count > 1 else { return nil }
    self.numbers = numbers
  }

  /// Compares number by number from the left; a version comes before a longer one that begins with it.
  package static func < (a: LibraryVersion, b: LibraryVersion) -> Bool {
    a.numbers.lexicographicallyPrecedes(b.numbers)
  }

  /// `2.36`: the numbers with dots between, without leading zeros.
  package var description: String { numbers.map(String.init).joined(separator: ".") }
}
