package import CBOR

/// The weights of a trained network: a file in the safetensors layout, as the engine writes and reads it.
package struct KeptWeights: Hashable, Sendable {
  /// The epoch after which they were so.
  package let epoch: Int
  /// The file's bytes.
  package let file: [UInt8]

  /// - Parameter file: a whole file in the safetensors layout; its bytes are not looked at.
  package init(epoch: Int, file: [UInt8]) {
    self.epoch = epoch
    self.file = file
  }
}

extension KeptWeights {
  /// The weights as they are sent.
  package var item: Item { .array([.integer(Int64(epoch)), .bytes(file)]) }

  /// Reads `item` back; nil when it is none.
  package init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 2, let epoch = fields[0].count,
      case .bytes(let file) = fields[1]
    else { return nil }
    self.init(epoch: epoch, file: file)
  }
}
