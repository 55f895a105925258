package import Hashing

/// Examples and their targets, read-only, with a hash of all of it.
///
/// Rows count from 0: first the set's own training part, then its own test part. The examples lie in
/// memory that all processes of a machine share, one byte a pixel; numbers between 0 and 1 come into
/// being on the way into a batch.
package struct Dataset: Sendable {
  /// The name or the path it was asked for by.
  package let name: String

  /// What the arrays mean.
  package let form: Form

  /// One target a row.
  package let targets: Targets

  /// Stands for form, examples and targets, whatever file format they came in.
  package let hash: Digest

  /// The examples, row by row.
  let examples: SharedBytes

  /// What is to be learned of each row.
  package enum Targets: Hashable, Sendable {
    /// The row's class, as index into the form's class names.
    case labels([Int])
    /// The row's number, for regression.
    case numbers([Float])
  }
}

extension Dataset {
  /// Writes the rows' examples into the batch, one after another, in the order of the rows.
  ///
  /// Images are laid down height x width x channels. Bytes are scaled as the form says.
  ///
  /// - Precondition: the batch holds exactly `rows.count * form.shape.count` numbers, and the set
  ///   has all of the rows.
  package func gather(_ rows: Span<Int>, into batch: inout MutableSpan<Float>) {
    let count = form.shape.count
    precondition(
      batch.count == rows.count * count,
      "\(rows.count) examples of \(form.shape) do not fill a batch of \(batch.count) numbers")
    batch.withUnsafeMutableBufferPointer { batch in
      guard let start = batch.baseAddress else { return }
      for index in rows.indices {
        precondition(rows[index] >= 0 && rows[index] < form.rows, "no row \(rows[index])")
        let destination = start + index * count
        let source = examples.start + rows[index] * count * form.element.size
        switch form.element {
        case .byte(let scale):
          let pixels = source.assumingMemoryBound(to: UInt8.self)
          for position in 0..<count { destination[position] = Float(pixels[position]) * scale }
        case .float:
          destination.update(from: source.assumingMemoryBound(to: Float.self), count: count)
        }
      }
    }
  }
}
