/// The target of a request: `/sweeps/a%20b?from=10` is the path `sweeps`, `a b` and a query.
///
/// Percent signs are decoded once (RFC 3986), and a plus stays one. A text that is no UTF-8, has a control
/// character or a `..` in it, or has a name twice in its query is no target.
package struct Target: Hashable, Sendable {
  /// The segments between slashes, decoded, none of them empty; no segment for `/`.
  package let path: [String]
  /// The values by their names, decoded; empty for a name without `=`.
  package let query: [String: String]

  /// Makes a target of parts that are decoded already.
  package init(path: [String], query: [String: String] = [:]) {
    self.path = path
    self.query = query
  }

  /// Reads it as it travels; nil of any other text.
  package init?(_ text: String) {
    guard text.utf8.first == UInt8(ascii: "/") else { return nil }
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var path: [String] = []
    for segment in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let decoded = Target.decoded(segment), decoded != ".", decoded != ".." else {
        return nil
      }
      path.append(decoded)
    }
    // A slash at the end changes nothing.
    if path.last == "" { path.removeLast() }
    guard !path.contains("") else { return nil }
    var query: [String: String] = [:]
    if parts.count == 2, !parts[1].isEmpty {
      for pair in parts[1].split(separator: "&", omittingEmptySubsequences: false) {
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = Target.decoded(sides[0]), !name.isEmpty,
          let value = sides.count == 2 ? Target.decoded(sides[1]) : "",
          query.updateValue(value, forKey: name) == nil
        else { return nil }
      }
    }
    self.init(path: path, query: query)
  }

  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
      else { return nil }
      bytes.append(high << 4 | low)
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
