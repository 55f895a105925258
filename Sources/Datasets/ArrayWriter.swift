import Hashing

/// Lays decoded examples down in a file as they come, and collects their targets.
///
/// A decoder never holds all of a set: it appends the training part, then the test part, chunk by
/// chunk, and returns the form of what it appended.
struct ArrayWriter: ~Copyable {
  /// One class index a row, for a set of classes.
  var labels: [Int32] = []
  /// One number a row, for regression.
  var numbers: [Float] = []

  private let file: File
  private let path: String
  private(set) var end: Int
  private var hasher = Digest.Hasher()

  /// A writer whose examples begin at an offset of the file; the path is for errors.
  init(_ file: File, path: String, start: Int) {
    self.file = file
    self.path = path
    end = start
  }

  /// Adds examples, as they will lie in memory.
  mutating func append<Element: BitwiseCopyable>(
    _ examples: [Element]
  ) throws(DatasetError) {
    let isWritten = examples.withUnsafeBytes { bytes in
      hasher.update(bytes)
      return file.write(bytes, at: end)
    }
    guard isWritten else { throw .unstorable(path: path, reason: .ofSystem) }
    end += examples.count * MemoryLayout<Element>.stride
  }

  /// The hash of all examples.
  consuming func finish() -> Digest { hasher.finish() }
}

/// Appends a set's rows, training part first, and returns their form.
typealias Decoder = (inout ArrayWriter) throws(DatasetError) -> Dataset.Form
