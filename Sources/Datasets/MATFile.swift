/// The matrices of a MATLAB file of version 5 to 7 (MathWorks, "MAT-File Format", 2019).
///
/// A header of 128 bytes, then elements: type, length and content, padded to 8 bytes. Only
/// little-endian files and real numeric matrices are of use here; everything else is passed over.
struct MATFile {
  let path: String
  private(set) var matrices: [MATMatrix] = []

  init(_ path: String) throws(DatasetError) {
    self.path = path
    var file = try SourceFile(path)
    let bytes = try file.readToEnd()
    guard !bytes.isEmpty else { throw error("is empty, expected a MATLAB file") }
    if bytes.starts(with: "MATLAB 7.3".utf8) || bytes.starts(with: [0x89] + Array("HDF".utf8)) {
      throw error("is a MATLAB file of version 7.3 (HDF5), expected 5 to 7: save it with -v7")
    }
    guard bytes.count >= 128, bytes[124...125].elementsEqual([0, 1]),
      bytes[126...127].elementsEqual("IM".utf8)
    else { throw error("has no header of a little-endian MATLAB file of version 5 to 7") }

    var elements = MATElements(bytes[128...])
    while !elements.isAtEnd {
      guard let element = elements.next() else {
        throw error("is cut short, expected an element of the length its tag tells")
      }
      switch element.type {
      case 14: matrices += MATMatrix(element.content).map { [$0] } ?? []
      case 15:
        guard let content = inflated(element.content) else {
          throw error("has a compressed element that is corrupt or cut short")
        }
        var inner = MATElements(content[...])
        guard let matrix = inner.next() else {
          throw error("has a compressed element without content")
        }
        if matrix.type == 14 { matrices += MATMatrix(matrix.content).map { [$0] } ?? [] }
      default: break
      }
    }
  }

  /// The one matrix whose name ends so.
  func matrix(_ suffix: String) throws(DatasetError) -> MATMatrix {
    let found = matrices.filter { $0.name.hasSuffix(suffix) }
    guard found.count == 1 else {
      let names = matrices.map(\.name).joined(separator: ", ")
      throw error(
        "has the matrices \(names.isEmpty ? "(none)" : names), expected exactly one whose name"
          + " ends in \(suffix)")
    }
    return found[0]
  }

  func error(_ problem: String) -> DatasetError { .malformed(path: path, problem: problem) }
}

/// A real matrix, column by column.
struct MATMatrix {
  let name: String
  let rows: Int
  let columns: Int
  private let type: Int
  private let bytes: ArraySlice<UInt8>

  /// Reads an element; nil unless it is a whole matrix of numbers with two extents.
  init?(_ content: ArraySlice<UInt8>) {
    var parts = MATElements(content)
    // Flags (low byte the class: 6 double ... 15 uint64; bit 3 of the next: complex), extents, name.
    guard let flags = parts.next()?.content, flags.count == 8,
      6...15 ~= flags[flags.startIndex], flags[flags.startIndex + 1] & 8 == 0,
      let extents = parts.next()?.content, extents.count == 8,
      let name = parts.next()?.content, let data = parts.next()
    else { return nil }
    var reader = ByteReader(extents)
    guard let rows = reader.integer(Int32.self), let columns = reader.integer(Int32.self),
      rows >= 0, columns >= 0, let size = Self.sizes[data.type],
      data.content.count.isMultiple(of: size),
      data.content.count / size == Int(rows) * Int(columns)
    else { return nil }
    self.name = String(decoding: name, as: UTF8.self)
    (self.rows, self.columns) = (Int(rows), Int(columns))
    (type, bytes) = (data.type, data.content)
  }

  /// Bytes a number of each type takes.
  private static let sizes = [
    1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8,
  ]

  /// The number at a row and a column.
  ///
  /// MATLAB stores numbers in the least type that holds them all, whatever the matrix's class.
  subscript(row: Int, column: Int) -> Double {
    let index = column * rows + row
    return bytes.withUnsafeBytes { bytes in
      switch type {
      case 1: Double(bytes.load(Int8.self, at: index))
      case 2: Double(bytes.load(UInt8.self, at: index))
      case 3: Double(bytes.load(Int16.self, at: index))
      case 4: Double(bytes.load(UInt16.self, at: index))
      case 5: Double(bytes.load(Int32.self, at: index))
      case 6: Double(bytes.load(UInt32.self, at: index))
      case 7: Double(bytes.load(Float.self, at: index))
      case 9: bytes.load(Double.self, at: index)
      case 12: Double(bytes.load(Int64.self, at: index))
      default: Double(bytes.load(UInt64.self, at: index))
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func load<Number: BitwiseCopyable>(_ type: Number.Type, at index: Int) -> Number {
    loadUnaligned(fromByteOffset: index * MemoryLayout<Number>.size, as: type)
  }
}

/// Elements one after another.
struct MATElements {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  /// The next element; nil if it is cut short.
  mutating func next() -> (type: Int, content: ArraySlice<UInt8>)? {
    var reader = ByteReader(rest.prefix(8))
    guard let first = reader.integer(UInt32.self), let second = reader.integer(UInt32.self)
    else { return nil }
    // Up to four bytes fit into the tag: then the upper half of its first word is their length.
    if first >> 16 != 0 {
      let count = Int(first >> 16)
      guard count <= 4 else { return nil }
      let content = rest.dropFirst(4).prefix(count)
      rest = rest.dropFirst(8)
      return (Int(first & 0xffff), content)
    }
    let content = rest.dropFirst(8).prefix(Int(second))
    guard content.count == Int(second) else { return nil }
    // A compressed element is the one kind without padding.
    let padded = first == 15 ? Int(second) : (Int(second) + 7) / 8 * 8
    rest = rest.dropFirst(8 + padded)
    return (Int(first), content)
  }
}
