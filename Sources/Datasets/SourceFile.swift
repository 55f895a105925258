import CZlib
import Glibc
import Processes

/// A file being read, gzipped or not: the first bytes tell, never the name.
///
/// zlib checks length and checksum of what was gzipped when its end is reached, so a reader should
/// end with `expectEnd`.
struct SourceFile: ~Copyable {
  let path: String
  private let handle: gzFile
  /// How many bytes were taken out, after decompression.
  private(set) var position = 0
  private let limit: UnpackedLimit
  /// What zlib's complaints begin with.
  private let prefix: String

  init(_ path: String) throws(DatasetError) {
    let (number, size) = try SourceFile.opened(path)
    guard let handle = gzdopen(number, "rb") else {
      close(number)
      throw .unreadable(path: path, reason: .init(description: "there is no memory", code: ENOMEM))
    }
    gzbuffer(handle, 1 << 17)
    self.path = path
    self.handle = handle
    limit = UnpackedLimit(packed: size)
    prefix = "<fd:\(number)>: "
  }

  private static func opened(_ path: String) throws(DatasetError) -> (number: Int32, size: Int) {
    do throws(SystemError) {
      let file = try Descriptor(named: path)
      let size = try Folder.size(of: path)
      return (file.released(), size)
    } catch {
      throw .unreadable(path: path, reason: .init(description: error.message, code: error.code))
    }
  }

  deinit { gzclose_r(handle) }

  /// Up to `count` of the next bytes; fewer only at the end of the file.
  mutating func read(upTo count: Int) throws(DatasetError) -> [UInt8] {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, Int(gzread(handle, buffer.baseAddress, UInt32(count))))
    }
    position += bytes.count
    guard position <= limit.bytes else { throw .malformed(path: path, problem: limit.sentence) }
    if bytes.count < count { try checkEnd() }
    return bytes
  }

  /// The next `count` bytes, of `total` that the file must have, because of `reason`.
  mutating func read(_ count: Int, of total: Int, because reason: String) throws(DatasetError)
    -> [UInt8]
  {
    let bytes = try read(upTo: count)
    guard bytes.count == count else {
      throw .malformed(
        path: path,
        problem: position == 0
          ? "is empty, expected \(reason)"
          : "ends after \(position) bytes, expected \(total) for \(reason)")
    }
    return bytes
  }

  /// All the bytes that are left.
  mutating func readToEnd() throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let chunk = try read(upTo: 1 << 20)
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      guard bytes.count <= WholeFile.most else {
        throw .malformed(path: path, problem: "is larger than the memory of this machine")
      }
      if chunk.count < 1 << 20 { return bytes }
    }
  }

  /// Makes sure that nothing follows, and that the gzip checksum holds.
  mutating func expectEnd(after content: String) throws(DatasetError) {
    let total = position
    guard try read(upTo: 1).isEmpty else {
      throw .malformed(
        path: path, problem: "goes on after the \(total) bytes that \(content) take")
    }
  }

  /// Tells the end of the file from a file cut short or damaged.
  private func checkEnd() throws(DatasetError) {
    var code: Int32 = 0
    let text = gzerror(handle, &code).map { String(cString: $0) } ?? ""
    let words = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    switch code {
    case Z_OK: return
    case Z_ERRNO:
      throw .unreadable(path: path, reason: .init(description: words, code: errno))
    case Z_BUF_ERROR:
      throw .malformed(
        path: path, problem: "is cut short after \(position) bytes of content: fetch the file again"
      )
    default:
      throw .malformed(path: path, problem: "is corrupt gzip (\(words)): fetch the file again")
    }
  }
}
