package import Hashing

/// Examples and their targets, read-only, with a hash of all of it.
///
/// Rows count from 0: first the set's own training part, then its own test part. The examples lie in
/// memory that all processes of a machine share, one byte a pixel; numbers between 0 and 1 come into
/// being on the way into a batch.
package struct Dataset: Sendable {
  /// The name or the path it was asked for by.
  package let name: String

  /// The meaning of the arrays.
  package let form: Form

  /// One target a row.
  package let targets: Targets

  /// Stands for form, examples and targets, whatever file format they came in.
  package let hash: Digest

  /// The examples, row by row.
  let examples: SharedBytes

  /// The splits that index files list; no part of the hash.
  package var listed: [(training: [Int], validation: [Int])] = []

  /// The class or the number to be learned of each row.
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

// MARK: - Form

extension Dataset {
  /// The meaning of a set's arrays: shapes, kinds and counts.
  package struct Form: Hashable, Sendable {
    /// The extents of one example.
    package let shape: Shape

    /// How one number of an example is stored.
    package let element: Element

    /// The target to be learned.
    package let target: Target

    /// How many rows the set's own training part has; they come first.
    package let trainingRows: Int

    /// How many rows the set's own test part has; 0 for a set that has none.
    package let testRows: Int

    /// The columns of a table, and its facts about its rows; nil where all columns are numbers
    /// without gaps and rows have no use but to be learned from.
    package var table: Table?

    /// Makes a form without checks.
    ///
    /// - Parameter table: nil where all columns are numbers without gaps and rows have no other use.
    package init(
      shape: Shape, element: Element, target: Target, trainingRows: Int, testRows: Int,
      table: Table? = nil
    ) {
      self.shape = shape
      self.element = element
      self.target = target
      self.trainingRows = trainingRows
      self.testRows = testRows
      self.table = table
    }

    /// Both parts together.
    package var rows: Int { trainingRows + testRows }

    /// The classes' names; nil when numbers are to be learned.
    package var classNames: [String]? {
      if case .classes(let names) = target { names } else { nil }
    }
  }

  /// The extents of one example.
  package enum Shape: Hashable, Sendable {
    /// Pixels in the order height, width, channels.
    case image(height: Int, width: Int, channels: Int)
    /// Numbers that have no neighbours, as the columns of a table.
    case features(Int)

    /// How many numbers one example has.
    package var count: Int { channels * pixels }

    /// Height, width and channels of an image; the count of features.
    package var extents: [Int] {
      switch self {
      case .image(let height, let width, let channels): [height, width, channels]
      case .features(let count): [count]
      }
    }

    /// How many kinds of numbers an example has: colours, or each feature its own.
    package var channels: Int {
      switch self {
      case .image(_, _, let channels): channels
      case .features(let count): count
      }
    }

    /// How many numbers one example has of each kind.
    package var pixels: Int {
      switch self {
      case .image(let height, let width, _): height * width
      case .features: 1
      }
    }
  }

  /// How one number of an example is stored.
  package enum Element: Hashable, Sendable {
    /// A byte that stands for the number `byte * scale`.
    case byte(scale: Float)
    /// The number itself, in single precision.
    case float

    /// Bytes that one number takes.
    package var size: Int {
      switch self {
      case .byte: 1
      case .float: 4
      }
    }
  }

  /// The target to be learned.
  package enum Target: Hashable, Sendable {
    /// One of these classes; a label is the index of its name.
    case classes([String])
    /// A number.
    case number
  }
}

extension Dataset.Shape: CustomStringConvertible {
  /// `28 x 28 x 1`, or `4 features`.
  package var description: String {
    switch self {
    case .image(let height, let width, let channels): "\(height) x \(width) x \(channels)"
    case .features(1): "1 feature"
    case .features(let count): "\(count) features"
    }
  }
}

// MARK: - Table

extension Dataset {
  /// The columns of a table, and its facts about its rows.
  ///
  /// The set's examples hold a number a column: that of numbers, booleans (0 and 1) and dates (days), or
  /// the place of a category among their names; and no number where there is no value. The numbers that a
  /// network sees depend on the rows it is trained on: see `prepared(for:standardizes:)`.
  package struct Table: Hashable, Sendable {
    /// The columns that are learned from, in the order in which an example has their numbers.
    package var columns: [Column]
    /// Categories that fewer of the training rows have than this share are taken together.
    package var rare: Float
    /// The group of each row, with which it is kept together in splits; nil where there are none.
    package var groups: Names?
    /// The place of each row in an order, equal where rows are equal in it.
    package var order: [Int32]?
    /// 0 for training, 1 for validation, 2 for test.
    package var parts: [UInt8]?
    /// How much each row counts in training.
    package var weights: [Float]?

    /// A name a row.
    package struct Names: Hashable, Sendable {
      /// The names that occur, each once: whole numbers by size, other texts by their code points.
      package let names: [String]
      /// The place of each row's name among `names`, from 0.
      package let indices: [Int32]
    }

    /// A column that is learned from.
    package struct Column: Hashable, Sendable {
      /// The name in the header line, which the file's other columns do not have.
      package let name: String
      /// The meaning of the column's numbers.
      package let kind: Kind
    }

    /// The meaning of a column's numbers; a date is in days since 2000, and a category the index of its name.
    package enum Kind: Hashable, Sendable {
      case number
      case boolean
      case date
      case category([String])
    }

    /// Whether there is nothing here that the arrays do not say: numbers alone, and no use of rows.
    var isPlain: Bool {
      columns.allSatisfy { $0.kind == .number } && groups == nil && order == nil && parts == nil
        && weights == nil
    }
  }
}
