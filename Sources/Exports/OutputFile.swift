import Processes

/// A new file that is written from first to last, through a buffer.
package final class OutputFile {
  private let path: String
  private var file: Descriptor?
  private var buffer: [UInt8] = []

  /// Makes the file, or empties the one that is there.
  init(_ path: String) throws(ExportError) {
    self.path = path
    do throws(SystemError) {
      file = try Descriptor(rewriting: path)
    } catch {
      throw .unwritable(path, code: error.code)
    }
    buffer.reserveCapacity(OutputFile.capacity + 4096)
  }

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
    do throws(SystemError) {
      try file.take()?.close()
    } catch {
      throw .unwritable(path, code: error.code)
    }
  }

  private func flush() throws(ExportError) {
    do throws(SystemError) {
      try file?.writeAll(buffer)
    } catch {
      throw .unwritable(path, code: error.code)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static let capacity = 1 << 16
}
