package import Sweeps
import Views

/// Labels of configurations and trials.
package enum TrialLabel {
  /// `l2=0.001, dropout=0.5`: with the values as they are on record.
  package static func configuration(_ parameters: [String], _ labels: [String]) -> String {
    zip(parameters, labels).map { "\($0)=\($1)" }.joined(separator: ", ")
  }

  /// `l2=0.001, replicate 1, fold 4`: counted from 0, as programs and exports
  /// count, and only what the design has several of.
  package static func trial(
    _ parameters: [String], _ labels: [String], replicate: Int, fold: Int, of evaluation: Evaluation
  ) -> String {
    var parts = [configuration(parameters, labels)].filter { !$0.isEmpty }
    if evaluation.replicates > 1 { parts.append("replicate \(replicate)") }
    if evaluation.foldCount > 1 { parts.append("fold \(fold)") }
    return parts.isEmpty ? "the only trial" : parts.joined(separator: ", ")
  }
}

/// The names of a sweep's trials, and the facts about their configurations.
package struct SweepNames {
  let parameters: [String]
  let metric: Metric
  let evaluation: Evaluation
  let labels: (_ configuration: Int) throws -> [String]
  let epochs: (_ configuration: Int) throws -> Int?

  /// - Parameters:
  ///   - labels: those of a configuration's values.
  ///   - epochs: how many its recipe asks for; nil where that does not say.
  package init(
    parameters: [String], metric: Metric, evaluation: Evaluation,
    labels: @escaping (_ configuration: Int) throws -> [String],
    epochs: @escaping (_ configuration: Int) throws -> Int?
  ) {
    self.parameters = parameters
    self.metric = metric
    self.evaluation = evaluation
    self.labels = labels
    self.epochs = epochs
  }

  func label(of trial: TrialPlace) throws -> String {
    TrialLabel.trial(
      parameters, try labels(trial.configuration), replicate: trial.replicate, fold: trial.fold,
      of: evaluation)
  }
}
