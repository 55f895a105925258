import Glibc

/// A new file that is written from first to last, through a buffer.
package final class OutputFile {
  private let path: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  /// Makes the file, or empties the one that is there.
  init(_ path: String) throws(ExportError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path) }
    buffer.reserveCapacity(OutputFile.capacity + 4096)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func append(_ text: String) throws(ExportError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= OutputFile.capacity { try flush() }
  }

  func append(_ bytes: [UInt8]) throws(ExportError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= OutputFile.capacity { try flush() }
  }

  /// Hands all to the system; a full disk shows here at the latest.
  func finish() throws(ExportError) {
    try flush()
    let result = close(descriptor)
    descriptor = -1
    guard result == 0 else { throw .unwritable(path) }
  }

  private func flush() throws(ExportError) {
    var rest = buffer[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw .unwritable(path) }
      rest = rest.dropFirst(max(count, 0))
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static let capacity = 1 << 16
}
