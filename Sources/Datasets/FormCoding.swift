/// The canonical bytes of a form, hashed with the arrays and stored beside them: little-endian
/// integers of fixed width, texts as UTF-8 after their length.
extension Dataset.Form {
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    switch shape {
    case .image(let height, let width, let channels):
      bytes += [0]
      for extent in [height, width, channels] { bytes.append(littleEndian: UInt16(extent)) }
    case .features(let count):
      bytes += [1]
      bytes.append(littleEndian: UInt32(count))
    }
    switch element {
    case .byte(let scale):
      bytes += [0]
      bytes.append(littleEndian: scale.bitPattern)
    case .float:
      bytes += [1]
    }
    bytes.append(littleEndian: UInt32(trainingRows))
    bytes.append(littleEndian: UInt32(testRows))
    switch target {
    case .classes(let names):
      bytes += [0]
      bytes.append(littleEndian: UInt32(names.count))
      for name in names {
        bytes.append(littleEndian: UInt32(name.utf8.count))
        bytes += name.utf8
      }
    case .number:
      bytes += [1]
    }
    // Nothing for what has no table, so that hashes of older days hold.
    if let table { bytes += table.encoded }
    return bytes
  }

  /// Reads a form back; nil for bytes that none was written as.
  init?(encoded bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    switch reader.integer(UInt8.self) {
    case 0:
      guard let height = reader.integer(UInt16.self), let width = reader.integer(UInt16.self),
        let channels = reader.integer(UInt16.self)
      else { return nil }
      shape = .image(height: Int(height), width: Int(width), channels: Int(channels))
    case 1:
      guard let count = reader.integer(UInt32.self) else { return nil }
      shape = .features(Int(count))
    default: return nil
    }
    switch reader.integer(UInt8.self) {
    case 0:
      guard let scale = reader.integer(UInt32.self) else { return nil }
      element = .byte(scale: Float(bitPattern: scale))
    case 1: element = .float
    default: return nil
    }
    guard let trainingRows = reader.integer(UInt32.self),
      let testRows = reader.integer(UInt32.self)
    else { return nil }
    self.trainingRows = Int(trainingRows)
    self.testRows = Int(testRows)
    table = nil
    switch reader.integer(UInt8.self) {
    case 0:
      guard let count = reader.integer(UInt32.self) else { return nil }
      var names: [String] = []
      for _ in 0..<count {
        guard let length = reader.integer(UInt32.self), let text = reader.bytes(Int(length))
        else { return nil }
        names.append(String(decoding: text, as: UTF8.self))
      }
      target = .classes(names)
    case 1: target = .number
    default: return nil
    }
    if !reader.isAtEnd {
      guard let table = Dataset.Table(&reader) else { return nil }
      self.table = table
    }
    guard reader.isAtEnd else { return nil }
  }
}
