package import Datasets
package import Engine
package import Sweeps

/// The data that one trial trains and validates on.
package struct TrialData {
  /// The whole set, also the rows that this trial neither trains nor validates on.
  package let dataset: Dataset
  /// The numbers of the rows that are trained and validated on.
  package let split: Split
  /// The inputs and targets of all rows of the set; of a table, as its training rows make numbers of its
  /// columns.
  package let examples: Examples
  /// How to shift and scale the columns of a table that are numbers; nil of data that is no table.
  private let tableMoments: [Datasets.Moments]?

  /// - Parameter split: of rows of the set; columns of a table that are no numbers become some by what
  ///   its training rows say, and so the width of an example may differ from split to split.
  package init(dataset: Dataset, split: Split) {
    guard dataset.form.table != nil else {
      self.init(dataset, split, Examples(dataset), nil)
      return
    }
    let table = dataset.prepared(for: split.training)
    var examples = Examples(Rows(table.values, shape: [table.width]), targets: dataset)
    examples.categories = table.categories
    self.init(dataset, split, examples, table.moments)
  }

  private init(
    _ dataset: Dataset, _ split: Split, _ examples: Examples, _ moments: [Datasets.Moments]?
  ) {
    (self.dataset, self.split, self.examples, tableMoments) = (dataset, split, examples, moments)
  }

  var training: Selection { examples.selecting(split.training.map(Int32.init)) }
  /// The examples of the validation rows, in the order of the split.
  package var validation: Selection { examples.selecting(split.validation.map(Int32.init)) }

  /// The same rows as `(x - mean) / deviation`, by channel: a colour, or a column of a table.
  ///
  /// Mean and deviation are of the rows trained on and no others, so that nothing of the validation
  /// rows is known in training; a channel that is constant there is only shifted.
  package func standardized() -> TrialData {
    let moments = tableMoments ?? dataset.moments(over: split.training)
    let scaling = Scaling(
      scale: tableMoments == nil ? dataset.form.element.scale : 1, means: moments.map(\.mean),
      deviations: moments.map(\.deviation))
    var scaled = Examples(examples.inputs.scaled(scaling), examples.targets)
    scaled.classNames = examples.classNames
    scaled.weights = examples.weights
    scaled.categories = examples.categories
    return TrialData(dataset, split, scaled, moments)
  }
}

extension TrialData {
  /// The scaling that makes numbers as the data have them, pixels from 0 to 1, those that a standardized
  /// training saw.
  package var standardisation: Scaling {
    let moments = tableMoments ?? dataset.moments(over: split.training)
    return Scaling(scale: 1, means: moments.map(\.mean), deviations: moments.map(\.deviation))
  }

  /// New rows of a table as its network sees them, by what is known of the rows that it was trained on.
  ///
  /// - Precondition: the set is a table, and the numbers are whole rows of its columns.
  package func prepared(_ newRows: [Float]) -> Rows {
    let table = dataset.prepared(for: split.training, newRows: newRows)
    return Rows(table.values, shape: [table.width])
  }
}

extension Dataset.Element {
  /// The factor that the stored number is multiplied by.
  fileprivate var scale: Float {
    switch self {
    case .byte(let scale): scale
    case .float: 1
    }
  }
}
