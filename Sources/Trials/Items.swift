package import CBOR
package import Hashing

extension Digest {
  /// The digest whose bytes the item holds.
  package init?(_ item: Item) {
    guard case .bytes(let bytes) = item else { return nil }
    self.init(bytes: bytes)
  }
}

extension Item {
  /// An integer that is no less than zero and small enough to count something with.
  package var count: Int? {
    guard case .integer(let integer) = self, (0...1 << 53).contains(integer) else { return nil }
    return Int(integer)
  }
}
