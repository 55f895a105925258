import CBOR
package import Hashing

/// On which validation rows a trained network is right: a bit a row, in the order of the rows.
///
/// It goes beside an outcome and is no part of its digest: whether it is kept is the run's choice.
package struct CorrectRows: Hashable, Sendable {
  /// After which the network was so: that of the measurement which stands for the trial.
  package let epoch: Int
  /// How many rows there are.
  package let count: Int
  /// A digest of the rows' numbers, in their order, as `part(_:)` makes it: equal where the rows are the
  /// same.
  package let part: Digest
  /// Eight rows a byte, the first in the lowest bit.
  package let bits: [UInt8]

  /// More rows are not kept: a result holds other things besides.
  package static let most = 1 << 22

  /// Checks the parts; nil for fewer than two rows, more than are kept, and bytes that do not fit their
  /// number.
  package init?(epoch: Int, count: Int, part: Digest, bits: [UInt8]) {
    guard (2...CorrectRows.most).contains(count), bits.count == (count + 7) / 8,
      count % 8 == 0 || bits[bits.count - 1] >> UInt8(count % 8) == 0
    else { return nil }
    (self.epoch, self.count, self.part, self.bits) = (epoch, count, part, bits)
  }

  /// Stands for rows of these numbers, in this order.
  package static func part(_ rows: some Sequence<Int>) -> Digest {
    var bytes: [UInt8] = []
    for row in rows {
      for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: row >> (8 * place))) }
    }
    return Digest(of: bytes)
  }

  /// A hash of all of it.
  package var digest: Digest { Digest(of: item.encoded()) }

  /// The share of the rows on which the network is right.
  package var share: Double {
    Double(bits.reduce(0) { $0 + $1.nonzeroBitCount }) / Double(count)
  }
}

extension CorrectRows {
  /// The rows as they are sent.
  var item: Item {
    .array([
      .integer(Int64(epoch)), .integer(Int64(count)), .bytes(part.bytes), .bytes(bits),
    ])
  }

  /// Reads `item` back; nil when it is none.
  init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 4, let epoch = fields[0].count,
      let count = fields[1].count, let part = Digest(fields[2]), case .bytes(let bits) = fields[3]
    else { return nil }
    self.init(epoch: epoch, count: count, part: part, bits: bits)
  }
}
