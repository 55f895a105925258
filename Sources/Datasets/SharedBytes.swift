import Glibc

/// Bytes nobody can write, shared by all processes of the machine that map the same file.
final class SharedBytes: @unchecked Sendable {
  let start: UnsafeRawPointer
  let count: Int
  private let mapping: (start: UnsafeMutableRawPointer, count: Int)?

  /// A part of a file, seen in place; nil where the system refuses.
  ///
  /// The file may be closed, renamed or deleted meanwhile, but must not shrink.
  init?(_ file: File, range: Range<Int>) {
    let count = range.upperBound
    guard count > 0,
      let start = mmap(nil, count, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED
    else { return nil }
    mapping = (start, count)
    self.start = UnsafeRawPointer(start) + range.lowerBound
    self.count = range.count
  }

  /// Bytes of the program itself.
  init(constant bytes: UnsafeRawBufferPointer) {
    mapping = nil
    start = bytes.baseAddress!
    count = bytes.count
  }

  deinit {
    if let mapping { munmap(mapping.start, mapping.count) }
  }
}
