/// The needs of a program or library, from its 64-bit little-endian ELF file.
///
/// Reads the sections `.dynamic` and `.gnu.version_r`, as the System V ABI and the Linux Standard Base
/// lay them out ("Dynamic Section", "Symbol Version Requirements").
struct ELFFile {
  /// The libraries that it names, such as `libzmq.so.5`.
  let libraries: [String]
  /// The versions of other libraries' symbols, such as `GLIBC_2.34`, in the order of the file.
  let versions: [String]

  /// - Throws: when the file is none, or ends before what it promises.
  init(_ bytes: [UInt8]) throws(BundleError) {
    let file = ELFBytes(bytes: bytes)
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else {
      throw BundleError("it is no program or library for 64-bit Linux")
    }
    var libraries: [String] = []
    var versions: [String] = []
    for section in try file.sections() {
      switch section.type {
      case 6: libraries += try file.neededLibraries(section)  // SHT_DYNAMIC
      case 0x6fff_fffe: versions += try file.neededVersions(section)  // SHT_GNU_verneed
      default: break
      }
    }
    self.libraries = libraries
    self.versions = versions
  }

  /// The least glibc that has all it asks for; nil when it asks for none.
  var glibc: LibraryVersion? {
    versions.compactMap { name in
      name.hasPrefix("GLIBC_") ? LibraryVersion(name.dropFirst("GLIBC_".count)) : nil
    }.max()
  }
}

/// The bytes of an ELF file; a read behind their end is an error and not a trap.
private struct ELFBytes {
  let bytes: [UInt8]

  struct Section {
    let type: Int
    let start: Int
    let size: Int
    /// How many entries, where it says so.
    let count: Int
    /// Where its texts begin.
    let strings: Int
  }

  func sections() throws(BundleError) -> [Section] {
    let table = try number(at: 40, width: 8)
    let size = try number(at: 58, width: 2)
    var sections: [Section] = []
    for index in 0..<(try number(at: 60, width: 2)) {
      let header = table + index * size
      let strings = table + (try number(at: header + 40, width: 4)) * size
      sections.append(
        Section(
          type: try number(at: header + 4, width: 4), start: try number(at: header + 24, width: 8),
          size: try number(at: header + 32, width: 8), count: try number(at: header + 44, width: 4),
          strings: try number(at: strings + 24, width: 8)))
    }
    return sections
  }

  /// Pairs of a tag and a value, up to a pair of zeros.
  func neededLibraries(_ section: Section) throws(BundleError) -> [String] {
    var names: [String] = []
    for entry in stride(from: section.start, to: section.start + section.size, by: 16) {
      let tag = try number(at: entry, width: 8)
      if tag == 0 { break }
      // DT_NEEDED.
      if tag == 1 { names.append(try text(at: section.strings + number(at: entry + 8, width: 8))) }
    }
    return names
  }

  /// A list of libraries, each with a list of versions.
  func neededVersions(_ section: Section) throws(BundleError) -> [String] {
    var names: [String] = []
    var need = section.start
    for _ in 0..<section.count {
      var version = need + (try number(at: need + 8, width: 4))
      for _ in 0..<(try number(at: need + 2, width: 2)) {
        names.append(try text(at: section.strings + number(at: version + 8, width: 4)))
        version += try number(at: version + 12, width: 4)
      }
      need += try number(at: need + 12, width: 4)
    }
    return names
  }

  private func number(at offset: Int, width: Int) throws(BundleError) -> Int {
    guard offset >= 0, offset <= bytes.count - width else { throw BundleError("it is cut short") }
    let number = bytes[offset..<offset + width].reversed().reduce(0 as UInt64) {
      $0 << 8 | UInt64($1)
    }
    // Far beyond the end of any file; what is added to it stays a number.
    return Int(min(number, 1 << 48))
  }

  /// The text from there to the next zero.
  private func text(at offset: Int) throws(BundleError) -> String {
    guard bytes.indices.contains(offset), let end = bytes[offset...].firstIndex(of: 0) else {
      throw BundleError("it is cut short")
    }
    return String(decoding: bytes[offset..<end], as: UTF8.self)
  }
}
