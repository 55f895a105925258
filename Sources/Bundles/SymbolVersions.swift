/// Which versions of other libraries' symbols an ELF file asks for.
///
/// Reads the section `.gnu.version_r` of a 64-bit little-endian file, as the Linux Standard Base
/// lays it out ("Symbol Version Requirements").
struct SymbolVersions {
  /// Such as `GLIBC_2.34`, in the order of the file.
  let names: [String]

  /// - Throws: when the file is none, or ends before what it promises.
  init(elf bytes: [UInt8]) throws(BundleError) {
    let file = ELFBytes(bytes: bytes)
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else {
      throw BundleError("it is no program or library for 64-bit Linux")
    }
    let table = Int(try file.number(at: 40, width: 8))
    let size = Int(try file.number(at: 58, width: 2))
    let count = Int(try file.number(at: 60, width: 2))
    var names: [String] = []
    for index in 0..<count {
      let header = table + index * size
      guard try file.number(at: header + 4, width: 4) == SymbolVersions.sectionType else {
        continue
      }
      let strings = table + Int(try file.number(at: header + 40, width: 4)) * size
      names += try SymbolVersions.names(
        in: file, at: Int(try file.number(at: header + 24, width: 8)),
        libraries: Int(try file.number(at: header + 44, width: 4)),
        strings: Int(try file.number(at: strings + 24, width: 8)))
    }
    self.names = names
  }

  /// `SHT_GNU_verneed`.
  private static let sectionType: UInt64 = 0x6fff_fffe

  private static func names(
    in file: ELFBytes, at start: Int, libraries: Int, strings: Int
  ) throws(BundleError) -> [String] {
    var names: [String] = []
    var need = start
    for _ in 0..<libraries {
      var version = need + Int(try file.number(at: need + 8, width: 4))
      for _ in 0..<(try file.number(at: need + 2, width: 2)) {
        names.append(try file.text(at: strings + Int(try file.number(at: version + 8, width: 4))))
        version += Int(try file.number(at: version + 12, width: 4))
      }
      need += Int(try file.number(at: need + 12, width: 4))
    }
    return names
  }
}

/// The bytes of an ELF file; what lies behind their end is an error and not a trap.
private struct ELFBytes {
  let bytes: [UInt8]

  func number(at offset: Int, width: Int) throws(BundleError) -> UInt64 {
    guard offset >= 0, offset <= bytes.count - width else { throw BundleError("it is cut short") }
    return bytes[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The text from there to the next zero.
  func text(at offset: Int) throws(BundleError) -> String {
    guard bytes.indices.contains(offset), let end = bytes[offset...].firstIndex(of: 0) else {
      throw BundleError("it is cut short")
    }
    return String(decoding: bytes[offset..<end], as: UTF8.self)
  }
}
