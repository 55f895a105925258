/// The files of a ZIP archive in memory, as `numpy.savez` writes them: stored or deflated.
struct ZipArchive {
  private let path: String
  private let bytes: [UInt8]
  private var entries: [String: (method: Int, packed: Int, size: Int, header: Int)] = [:]

  init(_ path: String) throws(DatasetError) {
    self.path = path
    bytes = try TableFile(path).bytes
    func damaged(_ problem: String) -> DatasetError { .malformed(path: path, problem: problem) }
    // The directory's end is within its own size and a comment's of the file's.
    let mark: [UInt8] = [0x50, 0x4b, 5, 6]
    let first = max(0, bytes.count - 22 - 65_535)
    guard bytes.count >= 22,
      let end = (first...bytes.count - 22).last(where: { bytes[$0..<$0 + 4].elementsEqual(mark) })
    else { throw damaged("is no ZIP archive, expected one that numpy.savez has written") }
    var place = integer(end + 16, 4)
    for _ in 0..<integer(end + 10, 2) {
      guard place + 46 <= bytes.count, bytes[place..<place + 4].elementsEqual([0x50, 0x4b, 1, 2])
      else { throw damaged("has a damaged directory: fetch or save the file again") }
      let (name, extra, comment) = (
        integer(place + 28, 2), integer(place + 30, 2), integer(place + 32, 2)
      )
      guard place + 46 + name + extra + comment <= bytes.count else {
        throw damaged("has a damaged directory: fetch or save the file again")
      }
      let text = String(decoding: bytes[(place + 46)..<(place + 46 + name)], as: UTF8.self)
      entries[text] = (
        integer(place + 10, 2), integer(place + 20, 4), integer(place + 24, 4),
        integer(place + 42, 4)
      )
      place += 46 + name + extra + comment
    }
  }

  /// The names of its files.
  var names: [String] { entries.keys.sorted() }

  /// Gives the content of a file; nil where there is none of this name.
  func file(_ name: String) throws(DatasetError) -> [UInt8]? {
    guard let entry = entries[name] else { return nil }
    func damaged(_ problem: String) -> DatasetError {
      .malformed(path: path, problem: "\(problem) in \(name): fetch or save the file again")
    }
    guard entry.packed != 0xffff_ffff, entry.size != 0xffff_ffff else {
      throw damaged("has more than 4 GiB, which are not read,")
    }
    guard entry.header + 30 <= bytes.count else { throw damaged("is cut short") }
    let start =
      entry.header + 30 + integer(entry.header + 26, 2) + integer(entry.header + 28, 2)
    guard start + entry.packed <= bytes.count else { throw damaged("is cut short") }
    let packed = bytes[start..<start + entry.packed]
    switch entry.method {
    case 0: return Array(packed)
    case 8:
      guard let whole = inflated(packed, isRaw: true), whole.count == entry.size else {
        throw damaged("is damaged")
      }
      return whole
    default: throw damaged("is packed by an unknown method")
    }
  }

  private func integer(_ place: Int, _ count: Int) -> Int {
    guard place >= 0, place + count <= bytes.count else { return 0 }
    return (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
}
