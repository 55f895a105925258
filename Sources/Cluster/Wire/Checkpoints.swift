import CBOR
package import Hashing
import Trials

/// A piece of the checkpoint that an attempt leaves, on its way to the coordinator.
package struct CheckpointPiece: Hashable, Sendable {
  /// The digest of the whole checkpoint.
  package let digest: Digest
  /// Bytes of the whole.
  package let size: Int
  /// Where the piece begins in it.
  package let offset: Int
  /// At most `WireLimit.piece`.
  package let bytes: [UInt8]

  /// - Parameters:
  ///   - digest: of the whole checkpoint.
  ///   - size: bytes of the whole.
  ///   - offset: where the piece begins in it.
  package init(digest: Digest, size: Int, offset: Int, bytes: [UInt8]) {
    (self.digest, self.size, self.offset, self.bytes) = (digest, size, offset, bytes)
  }
}

/// The coordinator's answer to a piece.
package struct CheckpointReceipt: Hashable, Sendable {
  /// The digest of the whole checkpoint that the piece was of.
  package let digest: Digest
  /// How many bytes the coordinator has from the beginning on: the next piece may begin there. Nil where it
  /// wants no more.
  package let taken: Int?

  /// - Parameter taken: bytes from the beginning on; nil where the coordinator wants no more.
  package init(digest: Digest, taken: Int?) { (self.digest, self.taken) = (digest, taken) }
}

extension CheckpointPiece {
  var item: Item {
    .array([
      .bytes(digest.bytes), .integer(Int64(size)), .integer(Int64(offset)), .bytes(bytes),
    ])
  }

  /// Reads `item` back; nil when it is none, or does not fit into the whole.
  init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 4, let digest = Digest(fields[0]),
      let size = fields[1].count, let offset = fields[2].count, case .bytes(let bytes) = fields[3],
      (1...WireLimit.checkpoint).contains(size), (1...WireLimit.piece).contains(bytes.count),
      offset <= size - bytes.count
    else { return nil }
    self.init(digest: digest, size: size, offset: offset, bytes: bytes)
  }
}

extension CheckpointReceipt {
  var item: Item {
    .array([.bytes(digest.bytes), taken.map { .integer(Int64($0)) } ?? .null])
  }

  init?(_ fields: [Item]) {
    guard fields.count == 2, let digest = Digest(fields[0]),
      fields[1] == .null || fields[1].count != nil
    else { return nil }
    self.init(digest: digest, taken: fields[1].count)
  }
}
