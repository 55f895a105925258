/// An array as NumPy writes it (numpy.org, "numpy.lib.format"): of numbers, truth values or texts.
struct NumPyArray {
  let extents: [Int]
  private let path: String
  private let type: ElementType
  private let isBig: Bool
  /// The columns lie one after the other, and not the rows.
  private let isFortran: Bool
  private let bytes: ArraySlice<UInt8>

  private enum ElementType {
    case float(Int)
    case signed(Int)
    case unsigned(Int)
    case truth
    /// UTF-32, so many letters of four bytes.
    case text(Int)
    /// Latin letters of one byte.
    case letters(Int)

    var size: Int {
      switch self {
      case .float(let size), .signed(let size), .unsigned(let size), .letters(let size): size
      case .text(let count): 4 * count
      case .truth: 1
      }
    }
  }

  /// - Parameter path: the file's name in errors.
  init(_ bytes: [UInt8], path: String) throws(DatasetError) {
    self.path = path
    func refused(_ problem: String) -> DatasetError { .malformed(path: path, problem: problem) }
    guard bytes.count > 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw refused("is no array of NumPy, expected one that numpy.save has written")
    }
    let isWide = bytes[6] > 1
    let start = isWide ? 12 : 10
    guard bytes.count >= start else { throw refused("is cut short in its header") }
    let length =
      Int(bytes[8]) | Int(bytes[9]) << 8
      | (isWide ? Int(bytes[10]) << 16 | Int(bytes[11]) << 24 : 0)
    guard start + length <= bytes.count else { throw refused("is cut short in its header") }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let order = NumPyArray.value(of: "fortran_order", in: header),
      let description = NumPyArray.value(of: "descr", in: header),
      let shape = NumPyArray.value(of: "shape", in: header)
    else {
      throw refused("has no header that can be read, expected descr, fortran_order and shape")
    }
    isFortran = order.hasPrefix("True")
    let word = description.drop { $0 == "'" || $0 == "\"" }.prefix { $0 != "'" && $0 != "\"" }
    isBig = word.first == ">"
    let letters = word.drop { "<>|=".contains($0) }
    guard let kind = letters.first, let size = Int(letters.dropFirst()), size > 0,
      let type = NumPyArray.type(kind, size)
    else {
      throw refused(
        "holds elements of type \(description.prefix(30)), expected numbers, truth values or texts: save"
          + " it with astype('float32')")
    }
    self.type = type
    extents = shape.drop { $0 == "(" }.prefix { $0 != ")" }
      .split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 0))
      count = overflow ? .max : product
    }
    let (size64, overflow) = count.multipliedReportingOverflow(by: type.size)
    guard !overflow, bytes.count - start - length >= size64 else {
      throw refused("is cut short: it ends before the \(count) elements that its shape says")
    }
    self.bytes = bytes[(start + length)..<(start + length + size64)]
  }

  /// How many examples there are: the first extent.
  var rows: Int { extents.first ?? 1 }
  /// How many elements an example has.
  var width: Int { extents.dropFirst().reduce(1, *) }
  var isOfBytes: Bool { if case .unsigned(1) = type { true } else { false } }
  var isOfTexts: Bool {
    switch type {
    case .text, .letters: true
    case .float, .signed, .unsigned, .truth: false
    }
  }

  /// An element of an example, in the order of NumPy's own rows.
  func number(_ row: Int, _ place: Int) -> Double {
    let first = bytes.startIndex + offset(row, place) * type.size
    var bits: UInt64 = 0
    for index in 0..<min(type.size, 8) {
      bits |= UInt64(bytes[first + (isBig ? type.size - 1 - index : index)]) << (8 * UInt64(index))
    }
    switch type {
    case .float(8): return Double(bitPattern: bits)
    case .float(4): return Double(Float(bitPattern: UInt32(bits)))
    case .float: return Double(NumPyArray.half(UInt16(bits)))
    case .signed(let size):
      let unused = 64 - 8 * size
      return Double(Int64(bitPattern: bits << UInt64(unused)) >> Int64(unused))
    case .unsigned, .truth: return Double(bits)
    case .text, .letters: return .nan
    }
  }

  /// An element as text: whole numbers without a point.
  func text(_ row: Int) -> String {
    let first = bytes.startIndex + offset(row, 0) * type.size
    switch type {
    case .text(let count):
      var text = ""
      for letter in 0..<count {
        var code: UInt32 = 0
        for index in 0..<4 {
          code |=
            UInt32(bytes[first + 4 * letter + (isBig ? 3 - index : index)]) << (8 * UInt32(index))
        }
        if code == 0 { break }
        text.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{fffd}")
      }
      return text
    case .letters(let count):
      return String(decoding: bytes[first..<first + count].prefix { $0 != 0 }, as: UTF8.self)
    case .truth: return number(row, 0) == 0 ? "False" : "True"
    case .float, .signed, .unsigned:
      let number = number(row, 0)
      return number.rounded() == number && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }
  }

  func error(_ problem: String) -> DatasetError { .malformed(path: path, problem: problem) }

  private func offset(_ row: Int, _ place: Int) -> Int {
    guard isFortran, extents.count > 1 else { return row * width + place }
    // The first index runs fastest.
    var (rest, stride, offset) = (place, rows, row)
    var inner = width
    for extent in extents.dropFirst() {
      inner /= max(extent, 1)
      offset += rest / max(inner, 1) * stride
      rest %= max(inner, 1)
      stride *= extent
    }
    return offset
  }

  private static func type(_ kind: Character, _ size: Int) -> ElementType? {
    switch (kind, size) {
    case ("f", 2), ("f", 4), ("f", 8): .float(size)
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): .signed(size)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): .unsigned(size)
    case ("b", 1): .truth
    case ("U", 1...10_000): .text(size)
    case ("S", 1...10_000): .letters(size)
    default: nil
    }
  }

  /// Gives the text that follows a key of the header, which is a dictionary of Python's.
  private static func value(of key: String, in header: String) -> Substring? {
    guard let range = header.firstRange(of: "'\(key)'") else { return nil }
    let rest = header[range.upperBound...].drop { $0 == " " || $0 == ":" }
    return rest.isEmpty ? nil : rest
  }

  /// A number of IEEE's half precision.
  private static func half(_ bits: UInt16) -> Float {
    let (sign, exponent, fraction) = (bits >> 15, Int(bits >> 10 & 0x1f), Float(bits & 0x3ff))
    let size: Float =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
      }
    return sign == 1 ? -size : size
  }
}
