/// A value in the strict, deterministic subset of CBOR (RFC 8949, section 4.2).
///
/// One value has one encoding: shortest lengths, definite lengths only, map keys sorted by their
/// encoded bytes and none twice, no tags, every fraction a 64-bit float, one NaN. So equal values
/// have equal hashes, and `decode(bytes).encoded() == bytes` for all that decodes.
package enum Item: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// Always 64 bits wide: a double is never an integer, not even 1.0.
  case double(Double)
  case text(String)
  case bytes([UInt8])
  case array([Item])
  /// Pairs in any order; encoding sorts them.
  case map([Pair])

  /// A key and its value.
  package struct Pair: Hashable, Sendable {
    /// The key, of any kind; no other pair of the map has the same.
    package let key: Item
    /// The value, of any kind.
    package let value: Item

    /// Makes a pair; encoding a map checks that no key is there twice.
    package init(key: Item, value: Item) {
      self.key = key
      self.value = value
    }
  }
}

/// CBOR's major types, the upper three bits of an item's first byte.
enum Major: UInt8 {
  case unsigned, negative, bytes, text, array, map, tag, simple
}

/// First bytes of the items that carry their value in it.
enum Initial {
  static let no: UInt8 = 0xf4
  static let yes: UInt8 = 0xf5
  static let null: UInt8 = 0xf6
  static let double: UInt8 = 0xfb
}

/// The only NaN that is written or read.
let canonicalNaN: UInt64 = 0x7ff8_0000_0000_0000
