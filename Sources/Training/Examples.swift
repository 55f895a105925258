package import Datasets
package import Engine

extension Examples {
  /// The set's rows in place: pixels stay one byte each in the mapping that processes share.
  package init(_ dataset: Dataset) {
    let shape = Shape(dataset.form.shape.extents)
    let rows =
      switch dataset.form.element {
      case .byte(let scale):
        Rows(
          dataset.bytes, of: .uint8, shape: shape, scaling: Scaling(scale: scale),
          owner: dataset.owner)
      case .float:
        Rows(dataset.bytes, of: .float32, shape: shape, owner: dataset.owner)
      }
    self.init(rows, targets: dataset)
  }

  /// Rows with the targets of a set.
  init(_ rows: Rows, targets dataset: Dataset) {
    defer { weights = dataset.form.table?.weights }
    switch dataset.targets {
    case .labels(let labels):
      let count = dataset.form.classNames?.count ?? 0
      self.init(rows, .classes(labels.map(Int32.init), count: count))
      classNames = dataset.form.classNames ?? []
    case .numbers(let numbers):
      self.init(rows, .rows(Rows(numbers, shape: [1])))
    }
  }
}
