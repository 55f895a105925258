import Glibc
import Kernels

/// Owns the buffers of one network, all of them allocated before the first step.
final class Memory {
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit {
    for block in blocks { free(block) }
  }

  /// Makes `count` floats, all zero, with slack for a vector read at the end.
  func floats(_ count: Int) -> MutableFloats {
    allocate(count, of: Float.self)
  }

  /// Makes `count` integers, all zero.
  func integers(_ count: Int) -> UnsafeMutablePointer<Int32> {
    allocate(count, of: Int32.self)
  }

  /// Makes sparse lists of a matrix; they begin on cache lines an odd number of them apart, as rows of
  /// `paddedStride` do.
  func lists(rows: Int, columns: Int) -> SparseLists {
    let count = SparseLists.count(ofColumns: columns)
    let stride = (rows / 4 + 1 | 1) * 4
    let entries = raw(count * stride * MemoryLayout<SparseLists.Entry>.stride)
      .bindMemory(to: SparseLists.Entry.self, capacity: count * stride)
    return SparseLists(counts: integers(count), entries: entries, stride: stride, count: count)
  }

  func bytes(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    allocate(count, of: UInt8.self)
  }

  private func allocate<Number: BinaryInteger>(
    _ count: Int, of type: Number.Type
  ) -> UnsafeMutablePointer<Number> {
    raw(count * MemoryLayout<Number>.stride).bindMemory(to: type, capacity: count)
  }

  private func allocate(_ count: Int, of type: Float.Type) -> MutableFloats {
    raw(count * MemoryLayout<Float>.stride).bindMemory(to: type, capacity: count)
  }

  private func raw(_ size: Int) -> UnsafeMutableRawPointer {
    let whole = (size + 2 * Memory.line + hugePage - 1)
    // Large blocks on large pages: a matrix read by columns else misses the page cache each row.
    let large = size >= hugePage / 2
    let rounded = large ? whole / hugePage * hugePage : size + 4 * Memory.line
    var block: UnsafeMutableRawPointer?
    let failure = posix_memalign(&block, large ? hugePage : Memory.line, rounded)
    guard failure == 0, let block else { preconditionFailure("no memory for \(size) bytes") }
    if large { madvise(block, rounded, MADV_HUGEPAGE) }
    memset(block, 0, rounded)
    blocks.append(block)
    return block
  }

  /// Bytes of a cache line.
  static let line = 64
}

private let hugePage = 2 << 20

/// How many floats apart rows of `columns` floats are laid.
///
/// Short rows lie densely. Longer ones begin on cache lines, as a vector across two lines costs two
/// loads; and an odd number of lines apart, so that a panel of columns is spread over all sets of
/// the cache: 64 columns without the odd line would leave half of it unused.
func paddedStride(_ columns: Int) -> Int {
  guard columns > 32 else { return columns }
  return ((columns + 15) / 16 | 1) * 16
}
