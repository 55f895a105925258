/// The canonical bytes of a table's form, at the end of those of the set's.
extension Dataset.Table {
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    func append(_ name: String) {
      bytes.append(littleEndian: UInt32(name.utf8.count))
      bytes += name.utf8
    }
    func append(_ names: [String]) {
      bytes.append(littleEndian: UInt32(names.count))
      names.forEach(append)
    }
    bytes.append(littleEndian: UInt32(columns.count))
    for column in columns {
      append(column.name)
      switch column.kind {
      case .number: bytes += [0]
      case .boolean: bytes += [1]
      case .date: bytes += [2]
      case .category(let names):
        bytes += [3]
        append(names)
      }
    }
    bytes.append(littleEndian: rare.bitPattern)
    bytes += [groups == nil ? 0 : 1]
    if let groups {
      append(groups.names)
      bytes.append(littleEndian: UInt32(groups.indices.count))
      for index in groups.indices { bytes.append(littleEndian: index) }
    }
    bytes += [order == nil ? 0 : 1]
    if let order {
      bytes.append(littleEndian: UInt32(order.count))
      for place in order { bytes.append(littleEndian: place) }
    }
    bytes += [parts == nil ? 0 : 1]
    if let parts {
      bytes.append(littleEndian: UInt32(parts.count))
      bytes += parts
    }
    bytes += [weights == nil ? 0 : 1]
    if let weights {
      bytes.append(littleEndian: UInt32(weights.count))
      for weight in weights { bytes.append(littleEndian: weight.bitPattern) }
    }
    return bytes
  }

  /// Reads a form back; nil for bytes that none was written as.
  init?(_ reader: inout ByteReader) {
    guard let count = reader.integer(UInt32.self) else { return nil }
    columns = []
    for _ in 0..<count {
      guard let name = reader.text(), let word = reader.integer(UInt8.self) else { return nil }
      let kind: Kind
      switch word {
      case 0: kind = .number
      case 1: kind = .boolean
      case 2: kind = .date
      case 3:
        guard let names = reader.texts() else { return nil }
        kind = .category(names)
      default: return nil
      }
      columns.append(Column(name: name, kind: kind))
    }
    guard let bits = reader.integer(UInt32.self) else { return nil }
    rare = Float(bitPattern: bits)
    guard let hasGroups = reader.integer(UInt8.self) else { return nil }
    if hasGroups == 1 {
      guard let names = reader.texts(), let indices = reader.integers(Int32.self) else {
        return nil
      }
      groups = Names(names: names, indices: indices)
    }
    guard let hasOrder = reader.integer(UInt8.self) else { return nil }
    if hasOrder == 1 {
      guard let places = reader.integers(Int32.self) else { return nil }
      order = places
    }
    guard let hasParts = reader.integer(UInt8.self) else { return nil }
    if hasParts == 1 {
      guard let words = reader.integers(UInt8.self) else { return nil }
      parts = words
    }
    guard let hasWeights = reader.integer(UInt8.self) else { return nil }
    if hasWeights == 1 {
      guard let bits = reader.integers(UInt32.self) else { return nil }
      weights = bits.map { Float(bitPattern: $0) }
    }
  }
}
