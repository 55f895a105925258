import Processes

/// A file that somebody else writes, read as it grows.
final class GrowingFile {
  let path: String
  private var file: Descriptor?

  init(_ path: String) { self.path = path }

  /// What has been written since the last call; nothing while there is no file.
  func read() -> [UInt8] {
    if file == nil { file = try? Descriptor(reading: path) }
    var bytes: [UInt8] = []
    // A file that grows faster than it is read does not hold up the rest for ever.
    while bytes.count < 64 << 20, case .bytes(let more)? = try? file?.read(upTo: 1 << 18) {
      bytes += more
    }
    return bytes
  }
}

/// Takes bytes as they come and gives whole lines.
struct LineBuffer {
  private var rest: [UInt8] = []
  /// Whether what comes now belongs to a line that was too long.
  private var isSkipping = false

  /// The lines that the bytes complete, without their ends. Carriage returns end lines too, as
  /// progress bars have them.
  mutating func lines(_ bytes: [UInt8], _ take: (ArraySlice<UInt8>) -> Void) {
    var start = 0
    for end in bytes.indices where bytes[end] == 0x0a || bytes[end] == 0x0d {
      finish(bytes[start..<end], take)
      start = end + 1
    }
    guard start < bytes.count, !isSkipping else { return }
    rest += bytes[start...]
    if rest.count > MetricLine.longestLine {
      rest = []
      isSkipping = true
    }
  }

  /// What stands after the last line end.
  mutating func end(_ take: (ArraySlice<UInt8>) -> Void) { finish([], take) }

  private mutating func finish(_ end: ArraySlice<UInt8>, _ take: (ArraySlice<UInt8>) -> Void) {
    defer {
      rest = []
      isSkipping = false
    }
    if isSkipping { return }
    if rest.isEmpty {
      if !end.isEmpty { take(end) }
    } else {
      rest += end
      take(rest[...])
    }
  }
}
