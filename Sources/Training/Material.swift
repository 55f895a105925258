import Datasets
import Engine
import Sweeps

/// What one trial trains and validates on.
struct Material {
  let dataset: Dataset
  let split: Split
  let examples: Examples

  init(dataset: Dataset, split: Split) {
    self.init(dataset, split, Examples(dataset))
  }

  private init(_ dataset: Dataset, _ split: Split, _ examples: Examples) {
    (self.dataset, self.split, self.examples) = (dataset, split, examples)
  }

  var training: Selection { examples.selecting(split.training.map(Int32.init)) }
  var validation: Selection { examples.selecting(split.validation.map(Int32.init)) }

  /// The same rows as `(x - mean) / deviation`, by channel: a colour, or a column of a table.
  ///
  /// Mean and deviation are of the rows trained on and no others, so that nothing of the validation
  /// rows is known in training; a channel that is constant there is only shifted.
  func standardized() -> Material {
    let moments = dataset.moments(over: split.training)
    let scaling = Scaling(
      scale: dataset.form.element.scale, means: moments.map(\.mean),
      deviations: moments.map(\.deviation))
    return Material(
      dataset, split, Examples(examples.inputs.scaled(scaling), examples.targets))
  }
}

extension Dataset.Element {
  /// What the number that is stored is multiplied by.
  fileprivate var scale: Float {
    switch self {
    case .byte(let scale): scale
    case .float: 1
    }
  }
}
