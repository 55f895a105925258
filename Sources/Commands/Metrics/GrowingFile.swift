import Processes

/// A file that somebody else writes, read as it grows.
///
/// Only a regular file is opened, so that a FIFO or a device under the name of a log holds nobody up,
/// and one behind a link is somebody else's. A file that is another than before, is shorter, or begins
/// or goes on in another way, is read anew.
final class GrowingFile {
  /// The result of a look at the file.
  enum News {
    case nothing
    /// More of the same file.
    case more([UInt8])
    /// The beginning of a file that takes the place of what was read before.
    case anew([UInt8])
  }

  let path: String
  private var stamp: FileStamp?
  private var offset = 0
  /// How the file begins, and what stands before the offset.
  private var head: [UInt8] = []
  private var tail: [UInt8] = []

  private static let headLimit = 512
  private static let tailLimit = 64
  private static let readLimit = 1 << 20
  /// Whether it is written as a whole each time.
  private let isWhole: Bool

  /// - Parameter isWhole: whether it is written as a whole each time, so that it is read anew whenever
  ///   it has been written to.
  init(_ path: String, isWhole: Bool = false) {
    self.path = path
    self.isWhole = isWhole
  }

  /// Whether there is a file that could be read.
  var isThere: Bool { FileStamp(of: path)?.isRegular == true }

  /// Whether the last call left bytes behind.
  var isBehind: Bool { stamp?.size == -1 }

  /// Reads the bytes that have been written since the last call, up to a megabyte.
  func read() -> News {
    guard let now = FileStamp(of: path), now.isRegular, now != stamp,
      let file = try? RegularFile(path)
    else { return .nothing }
    let isSame =
      stamp.map { $0.isSameFile(as: now) && now.size >= offset } ?? true
      && (offset == 0 || isBehind || !isWhole && hasSameBeginning(file))
    let isFirst = stamp == nil
    if !isSame {
      offset = 0
      head = []
      tail = []
    }
    guard let bytes = try? file.bytes(from: offset, upTo: GrowingFile.readLimit) else {
      return .nothing
    }
    // A stamp that is kept says that there is no more to read.
    stamp = bytes.count < GrowingFile.readLimit ? now : now.unread
    offset += bytes.count
    if head.count < GrowingFile.headLimit {
      head += bytes.prefix(GrowingFile.headLimit - head.count)
    }
    tail = Array((tail + bytes.suffix(GrowingFile.tailLimit)).suffix(GrowingFile.tailLimit))
    if !isSame && !isFirst { return .anew(bytes) }
    return bytes.isEmpty ? .nothing : .more(bytes)
  }

  private func hasSameBeginning(_ file: borrowing RegularFile) -> Bool {
    guard let first = try? file.bytes(from: 0, upTo: head.count), first == head,
      let before = try? file.bytes(from: offset - tail.count, upTo: tail.count)
    else { return false }
    return before == tail
  }
}
