import Glibc
import Statistics

/// The sums and counts that are taken while batches go by.
package struct Tally {
  private let measures: Measures
  private let isOfValidation: Bool
  private var samples = 0
  private var loss = 0.0
  private var hits = 0
  private var hitsAmongTop = 0
  private var squaredError = 0.0
  private var steps = 0
  private var firstGradient = 0.0
  private var lastGradient = 0.0
  private(set) var confusion: Confusion?
  /// Where which class was taken for which is counted: the samples that were recognised, eight a byte,
  /// the first in the lowest bit.
  private(set) var recognised: [UInt8] = []
  // The outputs and the targets of all samples, for scores, where some are asked for.
  private var outputs: [Double] = []
  private var truths: [Double] = []

  /// - Parameter confuses: which class was taken for which is counted too, as of validation examples.
  init(_ measures: Measures, confuses: Bool) {
    self.measures = measures
    isOfValidation = confuses
    if confuses, let classes = measures.classes { confusion = Confusion(classes: classes) }
  }

  /// - Parameters:
  ///   - loss: the sum over the batch's samples.
  ///   - penalty: the term that regularisation adds to each sample's loss.
  mutating func add(_ batch: Batch, loss: Double, penalty: Double, _ evaluation: Evaluation) {
    let first = samples
    samples += batch.count
    if confusion != nil {
      recognised += repeatElement(0, count: (samples + 7) / 8 - recognised.count)
    }
    self.loss += loss + penalty * Double(batch.count)
    if measures.classes != nil {
      for sample in 0..<batch.count {
        let label = Int(batch.labels[sample])
        let prediction = evaluation.prediction(for: sample)
        if prediction == label {
          hits += 1
          if confusion != nil {
            recognised[(first + sample) / 8] |= 1 << UInt8((first + sample) % 8)
          }
        }
        confusion?.count(label, as: prediction)
        if let k = measures.topK, evaluation.rank(of: label, for: sample) < k { hitsAmongTop += 1 }
      }
    }
    if !measures.scores.isEmpty, isOfValidation {
      evaluation.append(to: &outputs, and: &truths, of: batch, areClasses: measures.classes != nil)
    }
    if measures.comparesNumbers { squaredError += evaluation.squaredError(of: batch, loss: loss) }
  }

  /// Takes in the gradients of one step.
  mutating func add(gradientsOf parameters: Parameters) {
    guard let first = parameters.list.firstIndex(where: \.isKernel),
      let last = parameters.list.lastIndex(where: \.isKernel)
    else { return }
    steps += 1
    firstGradient += parameters.gradientNorm(of: first)
    lastGradient += parameters.gradientNorm(of: last)
  }

  /// The names of the measures and their values: not a number where there is none of these samples.
  func named(prefix: String = "") -> [Metric] {
    let scores = scored
    return measures.names(confuses: isOfValidation).map { name in
      Metric(name: prefix + name, value: scores[name] ?? value(of: name) ?? .nan)
    }
  }

  /// The scores that are asked for, by name; those without a value here are not there.
  private var scored: [String: Double] {
    guard !truths.isEmpty else { return [:] }
    var values: [String: Double] = [:]
    if let classes = measures.classes {
      let scores = ClassScores(
        classCount: classes, labels: truths.map { Int($0) }, probabilities: outputs,
        occurring: measures.occurring)
      for wanted in measures.scores { values[wanted.name] = scores[wanted.score] }
    } else {
      let scores = NumberScores(truths: truths, predictions: outputs)
      for wanted in measures.scores { values[wanted.name] = scores[wanted.score] }
    }
    return values
  }

  private func value(of name: String) -> Double? {
    let count = Double(samples)
    switch name {
    case "loss": return loss / count
    case "accuracy": return Double(hits) / count
    case "top_k": return Double(hitsAmongTop) / count
    case "mse": return squaredError / count
    case "psnr": return -10 * log10(squaredError / count)
    case "precision": return confusion?.macro(over: measures.occurring)?.precision
    case "recall": return confusion?.macro(over: measures.occurring)?.recall
    case "f1": return confusion?.macro(over: measures.occurring)?.f1
    case Measures.firstGradient: return firstGradient / Double(steps)
    case Measures.lastGradient: return lastGradient / Double(steps)
    default:
      guard name.hasPrefix(Measures.classPrefix),
        let index = Int(name.dropFirst(Measures.classPrefix.count))
      else { return nil }
      return confusion?.accuracy(of: index)
    }
  }
}

/// The metrics that a training has.
///
/// | name | what |
/// |---|---|
/// | `loss` | the mean loss with the penalty of regularisation, as Keras reports it |
/// | `accuracy` | the share of samples whose largest output is their class's |
/// | `top_k` | the share whose class is among the `k` largest outputs |
/// | `mse` | the mean squared difference from numbers that are targets |
/// | `psnr` | `-10 log10(mse)`, the ratio of peak (1) to noise in decibels, of autoencoders |
/// | `precision` `recall` `f1` | means over the classes that the data have; of the validation examples |
/// | `accuracy_class_3` | the share of class 3's samples that were recognised; likewise |
/// | those of `ScoreName` | where they are asked for; likewise |
/// | `gradient_norm_first` | the Euclidean norm of the loss's gradient by the first kernel |
/// | `gradient_norm_last` | the same by the last kernel |
///
/// A metric that has no value for some examples is NaN: the accuracy of a class without one, and means
/// over classes where one of them has none.
///
/// Gradients are measured without penalties and before they are clipped, as a mean over steps.
struct Measures {
  /// How many classes are told apart, if targets are classes.
  let classes: Int?
  let topK: Int?
  let comparesNumbers: Bool
  let isAutoencoder: Bool
  let gradients: Bool
  /// The scores that are asked for besides, by name.
  let scores: [TrainingDescription.Score]
  /// The classes that the data have.
  let occurring: [Int]

  static let classPrefix = "accuracy_class_"
  static let firstGradient = "gradient_norm_first"
  static let lastGradient = "gradient_norm_last"

  /// - Parameter occurring: the classes that the data have; all if nil.
  init(_ training: TrainingDescription, classes: Int?, occurring: Set<Int>? = nil) {
    scores = training.scores
    self.occurring = occurring.map { $0.sorted() } ?? Array(0..<(classes ?? 0))
    self.classes = training.target == .labels ? classes : nil
    topK = training.topK
    comparesNumbers = self.classes == nil
    isAutoencoder = training.target == .input
    gradients = training.measuresGradients
  }

  func names(confuses: Bool) -> [String] {
    var names = ["loss"]
    if let classes {
      names.append("accuracy")
      if topK != nil { names.append("top_k") }
      if confuses {
        names += ["precision", "recall", "f1"]
        names += (0..<classes).map { Measures.classPrefix + String($0) }
      }
    }
    if confuses { names += scores.map(\.name) }
    if comparesNumbers { names.append("mse") }
    if isAutoencoder { names.append("psnr") }
    if gradients && !confuses { names += [Measures.firstGradient, Measures.lastGradient] }
    return names
  }
}

extension TrainingDescription {
  /// The names of the metrics in every report of a training like this.
  ///
  /// - Parameters:
  ///   - classes: how many classes the examples have; nil if their targets are numbers.
  ///   - validates: there are validation examples.
  package func metricNames(classes: Int?, validates: Bool = true) -> [String] {
    let measures = Measures(self, classes: classes)
    // Without an epoch nothing is learned from, and so nothing measured on it.
    let names = epochs > 0 ? measures.names(confuses: false) : []
    return validates ? names + measures.names(confuses: true).map { "val_" + $0 } : names
  }
}

/// A number that says how a training goes, such as `val_accuracy`.
package struct Metric: Hashable, Sendable {
  /// The name as in `Measures`, with `val_` before it where it is of validation examples.
  package let name: String
  /// The value; NaN where the examples do not give one.
  package let value: Double

  /// Makes a metric under the name that reports have it by.
  package init(name: String, value: Double) {
    (self.name, self.value) = (name, value)
  }
}
