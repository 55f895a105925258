package import CBOR
package import Hashing

extension Digest {
  /// The digest whose bytes the item holds.
  package init?(_ item: Item) {
    guard case .bytes(let bytes) = item else { return nil }
    self.init(bytes: bytes)
  }

  /// Appends the digest as bytes are sent.
  package func encode(into bytes: inout [UInt8]) {
    Item.encode(bytesOf: 32, into: &bytes)
    append(to: &bytes)
  }
}

extension ItemReader {
  /// An integer that is no less than zero and small enough to count something with.
  package mutating func count() -> Int? { integer().flatMap { Item.integer($0).count } }
}

extension Item {
  /// An integer that is no less than zero and small enough to count something with.
  package var count: Int? {
    guard case .integer(let integer) = self, (0...1 << 53).contains(integer) else { return nil }
    return Int(integer)
  }
}
