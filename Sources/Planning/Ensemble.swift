package import Datasets
package import Engine
package import Processes
import Results
import Store
import Training

/// The networks of a configuration asked together: all replicates, and all folds.
///
/// The mean of their probabilities is a better answer than that of one (Lakshminarayanan, Pritzel and
/// Blundell, "Simple and scalable predictive uncertainty estimation using deep ensembles", 2017), and where
/// they differ, none of them knows.
package struct Ensemble {
  /// One network a replicate and fold, in the order of replicates, each with its folds.
  package let members: [TrainedNetwork]
  private let trained: TrainedConfiguration
  /// The data, where what goes in depends on the rows that each was trained on: of tables, and of inputs
  /// that were standardized.
  private let data: TrainedData?

  /// - Parameters:
  ///   - file: the spec's, beside which data lie; nil for the working directory.
  ///   - data: where they are open already.
  package init(
    _ trained: TrainedConfiguration, besides file: String? = nil, data: TrainedData? = nil
  ) throws {
    self.trained = trained
    members = try trained.networks(besides: file)
    self.data =
      if let data { data } else if trained.recipe.standardizesInputs {
        try trained.data(besides: file)
      } else { nil }
  }

  /// The names of the classes; nil where the networks learned no classes.
  package var classNames: [String]? { members[0].classNames }
  /// The extents of the inputs.
  package var input: Shape { members[0].description.input }

  /// Gives the votes of all networks on rows that none of them has seen.
  ///
  /// - Throws: `UserError` for rows of other extents than the networks take.
  package func votes(on rows: NewRows) throws(UserError) -> Votes {
    let columns = data?.dataset.form.table == nil ? nil : data?.dataset.form.shape
    guard columns == nil || columns == rows.shape else {
      throw UserError(
        "the rows are \(rows.shape), and the networks of '\(trained.name)' learned from a table; name a file"
          + " with its columns")
    }
    var outputs: [[Float]] = []
    for member in members {
      let seen = inputs(rows, of: member)
      guard seen.shape.count == input.count else {
        throw UserError(
          "the rows are \(rows.shape), and the networks of '\(trained.name)' take \(input)")
      }
      outputs.append(member.network.predictions(for: Examples(seen, .inputs).all))
    }
    return Votes(
      members: outputs, width: members[0].network.outputCount, areClasses: classNames != nil)
  }

  /// Rows as a network's training saw its own.
  private func inputs(_ rows: NewRows, of member: TrainedNetwork) -> Rows {
    guard let data else { return Rows(rows.numbers, shape: Shape(rows.shape.extents)) }
    let trial = data.trial(member.trial)
    let seen =
      if data.dataset.form.table != nil {
        trial.prepared(rows.numbers)
      } else { Rows(rows.numbers, shape: Shape(rows.shape.extents)) }
    return trained.recipe.standardizesInputs ? seen.scaled(trial.standardisation) : seen
  }
}
