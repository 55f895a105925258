/// Inputs and the output that each should give.
package struct Examples: Sendable {
  /// The examples as the network sees them, one a row, in the order in which `targets` has theirs.
  package let inputs: Rows
  /// The output that each row of `inputs` should give.
  package let targets: Targets
  /// The names of the classes, by which scores of single classes are named; empty for their numbers.
  package var classNames: [String] = []
  /// Where the one-hot columns of each column of categories stand.
  package var categories: [Range<Int>] = []
  /// How much each row counts in training; nil where all count alike.
  package var weights: [Float]?

  /// The outputs that the network should give.
  package enum Targets: Sendable {
    /// One class index a row.
    case classes([Int32], count: Int)
    /// One row of numbers a row.
    case rows(Rows)
    /// The inputs themselves.
    case inputs
  }

  /// - Precondition: as many targets as inputs, class indexes from 0 up to but not including
  ///   `count`.
  package init(_ inputs: Rows, _ targets: Targets) {
    switch targets {
    case .classes(let labels, let count):
      precondition(labels.count == inputs.count, "\(labels.count) labels, \(inputs.count) inputs")
      precondition(labels.allSatisfy { (0..<Int32(count)).contains($0) }, "a label is no class")
    case .rows(let rows):
      precondition(rows.count == inputs.count, "\(rows.count) targets, \(inputs.count) inputs")
    case .inputs: break
    }
    (self.inputs, self.targets) = (inputs, targets)
  }

  /// The rows with these numbers.
  package func selecting(_ rows: [Int32]) -> Selection {
    Selection(examples: self, rows: rows)
  }

  /// All rows, in order.
  package var all: Selection {
    Selection(examples: self, rows: Array(0..<Int32(inputs.count)))
  }

  /// The classes that some row has; nil where targets are no classes.
  var occurringClasses: Set<Int>? {
    guard case .classes(let labels, _) = targets else { return nil }
    return Set(labels.lazy.map(Int.init))
  }

  /// How many numbers a target has: classes for labels.
  var width: Int {
    switch targets {
    case .classes(_, let count): count
    case .rows(let rows): rows.shape.count
    case .inputs: inputs.shape.count
    }
  }
}

/// Some of the examples: a fold's training part, or its validation part.
package struct Selection: Sendable {
  /// All the examples, of which `rows` are taken.
  package let examples: Examples
  /// The rows that are taken, from 0, in the order in which they are visited when nothing shuffles them.
  package let rows: [Int32]

  /// - Precondition: every row is one of the examples'.
  package init(examples: Examples, rows: [Int32]) {
    precondition(rows.allSatisfy { (0..<examples.inputs.count).contains(Int($0)) })
    (self.examples, self.rows) = (examples, rows)
  }
}
