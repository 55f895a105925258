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
  /// The examples as they lie in memory: row after row without gaps, alive as long as `owner` is.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: examples.start, count: form.rows * form.shape.count * form.element.size)
  }

  /// The set without its own test part: the first rows of the same bytes.
  var trainingPart: Dataset {
    let part = Form(
      shape: form.shape, element: form.element, target: form.target,
      trainingRows: form.trainingRows, testRows: 0)
    let rows = form.trainingRows
    let targets: Targets =
      switch targets {
      case .labels(let labels): .labels(Array(labels[..<rows]))
      case .numbers(let numbers): .numbers(Array(numbers[..<rows]))
      }
    return Dataset(
      name: name, form: part, targets: targets,
      hash: Digest(of: hash.bytes + Array("training part".utf8)), examples: examples)
  }

  /// Keeps the bytes where they are.
  package var owner: AnyObject { examples }
}
