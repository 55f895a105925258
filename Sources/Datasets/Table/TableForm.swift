extension Dataset {
  /// What the columns of a table are, and what it says of its rows.
  ///
  /// The set's examples hold a number a column: that of numbers, booleans (0 and 1) and dates (days), or
  /// the place of a category among their names; and no number where there is no value. What a network
  /// sees of it depends on the rows it is trained on: see `prepared(for:standardizes:)`.
  package struct Table: Hashable, Sendable {
    package var columns: [Column]
    /// Categories that fewer of the training rows have than this share are taken together.
    package var rare: Float
    package var groups: Names?
    /// The place of each row in an order, equal where rows are equal in it.
    package var order: [Int32]?
    /// 0 for training, 1 for validation, 2 for test.
    package var parts: [UInt8]?
    /// How much each row counts in training.
    package var weights: [Float]?

    /// A name a row.
    package struct Names: Hashable, Sendable {
      package let names: [String]
      package let indices: [Int32]
    }

    /// A column that is learned from.
    package struct Column: Hashable, Sendable {
      package let name: String
      package let kind: Kind
    }

    package enum Kind: Hashable, Sendable {
      case number
      case boolean
      case date
      case category([String])
    }

    /// Whether there is nothing here that the arrays do not say: numbers alone, and no use of rows.
    var isPlain: Bool {
      columns.allSatisfy { $0.kind == .number } && groups == nil && order == nil && parts == nil
        && weights == nil
    }
  }
}

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

extension ByteReader {
  fileprivate mutating func text() -> String? {
    guard let length = integer(UInt32.self), let bytes = bytes(Int(length)) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  fileprivate mutating func texts() -> [String]? {
    guard let count = integer(UInt32.self) else { return nil }
    var texts: [String] = []
    for _ in 0..<count {
      guard let text = text() else { return nil }
      texts.append(text)
    }
    return texts
  }

  fileprivate mutating func integers<Integer: FixedWidthInteger>(_ type: Integer.Type) -> [Integer]?
  {
    guard let count = integer(UInt32.self) else { return nil }
    var integers: [Integer] = []
    for _ in 0..<count {
      guard let next = integer(type) else { return nil }
      integers.append(next)
    }
    return integers
  }
}
