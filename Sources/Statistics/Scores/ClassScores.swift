import Glibc

/// How well probabilities of classes agree with what was true.
///
/// Every number is scikit-learn's of the same name, over all classes that there are; a mean over classes
/// (`macro`) weighs them alike. There is no value where a class that it is about has no row: a mean
/// over the classes that happen to have some would grow as parts get smaller and lose the hard ones.
package struct ClassScores: Sendable {
  /// How many classes there are, also of those without a row here.
  package let classCount: Int
  /// The class of each row.
  package let labels: [Int]
  /// Row by row, the probability of each class.
  package let probabilities: [Double]
  /// The class that each row is taken for: the first of the most probable.
  package let predictions: [Int]
  /// How often each class (a row) was taken for each (a column).
  private let counts: [Int]
  /// The classes that means are over: all, or those that the data have.
  private let occurring: [Int]

  /// - Parameter occurring: the classes that the data have a row of somewhere; all if nil.
  /// - Precondition: there are as many probabilities as rows times classes.
  package init(
    classCount: Int, labels: [Int], probabilities: [Double], occurring: [Int]? = nil
  ) {
    precondition(probabilities.count == labels.count * classCount)
    self.classCount = classCount
    self.labels = labels
    self.probabilities = probabilities
    self.occurring = occurring ?? Array(0..<classCount)
    var predictions: [Int] = []
    predictions.reserveCapacity(labels.count)
    for row in labels.indices {
      let first = row * classCount
      var best = 0
      for index in 1..<max(classCount, 1)
      where probabilities[first + index] > probabilities[first + best] {
        best = index
      }
      predictions.append(best)
    }
    self.predictions = predictions
    var counts = [Int](repeating: 0, count: classCount * classCount)
    for (label, prediction) in zip(labels, predictions) {
      counts[label * classCount + prediction] += 1
    }
    self.counts = counts
  }

  // MARK: Of what rows are taken for

  /// The share of rows that are taken for their own class; nil without rows.
  package var accuracy: Double? {
    guard !labels.isEmpty else { return nil }
    let hits = (0..<classCount).reduce(0) { $0 + counts[$1 * classCount + $1] }
    return Double(hits) / Double(labels.count)
  }

  /// The share of a class's rows that are taken for it.
  package func recall(of index: Int) -> Double? {
    let rows = truth(index)
    return rows == 0 ? nil : Double(hits(index)) / Double(rows)
  }

  /// The share of what is taken for a class that belongs there; 0 where nothing is.
  package func precision(of index: Int) -> Double? {
    guard truth(index) > 0 else { return nil }
    let taken = (0..<classCount).reduce(0) { $0 + counts[$1 * classCount + index] }
    return taken == 0 ? 0 : Double(hits(index)) / Double(taken)
  }

  /// The harmonic mean of precision and recall.
  package func f1(of index: Int) -> Double? {
    let rows = truth(index)
    guard rows > 0 else { return nil }
    let taken = (0..<classCount).reduce(0) { $0 + counts[$1 * classCount + index] }
    return 2 * Double(hits(index)) / Double(rows + taken)
  }

  /// The mean over classes of the recall; nil where one of them has no row.
  package var macroRecall: Double? { macro(recall) }
  /// The mean over classes of the precision; nil where one of them has no row.
  package var macroPrecision: Double? { macro(precision) }
  /// The mean over classes of F1; nil where one of them has no row.
  package var macroF1: Double? { macro(f1) }
  /// The mean over classes of the share of each that is recognised.
  package var balancedAccuracy: Double? { macroRecall }

  /// Matthews' correlation of truth and prediction, for any number of classes (Gorodkin, 2004); 0 where
  /// one of them is the same for all rows.
  package var matthews: Double? {
    guard !labels.isEmpty else { return nil }
    let total = Double(labels.count)
    var (hits, product, truths, takens) = (0.0, 0.0, 0.0, 0.0)
    for index in 0..<classCount {
      let truth = Double(truth(index))
      let taken = Double((0..<classCount).reduce(0) { $0 + counts[$1 * classCount + index] })
      hits += Double(self.hits(index))
      product += truth * taken
      truths += truth * truth
      takens += taken * taken
    }
    let covariance = hits * total - product
    let (ofTruth, ofPrediction) = (total * total - truths, total * total - takens)
    let scale = (ofTruth * ofPrediction).squareRoot()
    return scale == 0 ? 0 : covariance / scale
  }

  /// Cohen's kappa with weights that grow as the square of how many classes lie between: for classes in
  /// an order, such as grades.
  package var quadraticKappa: Double? {
    let total = Double(labels.count)
    var (observed, expected) = (0.0, 0.0)
    let truths = (0..<classCount).map { Double(truth($0)) }
    let takens = (0..<classCount).map { index in
      Double((0..<classCount).reduce(0) { $0 + counts[$1 * classCount + index] })
    }
    for row in 0..<classCount {
      for column in 0..<classCount {
        let weight = Double((row - column) * (row - column))
        observed += weight * Double(counts[row * classCount + column])
        expected += weight * truths[row] * takens[column] / total
      }
    }
    return expected > 0 ? 1 - observed / expected : nil
  }

  // MARK: Of probabilities

  /// The mean of `-log p` of the true class, `p` no nearer to 0 and 1 than 2.2e-16.
  package var logLoss: Double? {
    guard !labels.isEmpty else { return nil }
    let least = Double.ulpOfOne
    var sum = 0.0
    for (row, label) in labels.enumerated() {
      let probability = probabilities[row * classCount + label]
      sum -= log(min(max(probability, least), 1 - least))
    }
    return sum / Double(labels.count)
  }

  /// The mean squared difference of the probabilities from 1 for the true class and 0 for others: of two
  /// classes that of the second alone, of more the sum over all (Brier, 1950).
  package var brier: Double? {
    guard !labels.isEmpty else { return nil }
    var sum = 0.0
    for (row, label) in labels.enumerated() {
      for index in classCount == 2 ? 1..<2 : 0..<classCount {
        let difference = probabilities[row * classCount + index] - (index == label ? 1 : 0)
        sum += difference * difference
      }
    }
    return sum / Double(labels.count)
  }

  /// The area under the receiver operating characteristic: of two classes that of the second, of more
  /// the mean over each class against all others.
  package var rocAUC: Double? {
    classCount == 2
      ? RankedScores.rocAUC(scores(1), labels.map { $0 == 1 })
      : macro { index in
        RankedScores.rocAUC(scores(index), labels.map { $0 == index })
      }
  }

  /// The area under precision over recall as a sum of steps (average precision): of two classes that of
  /// the second, of more the mean over each class against all others.
  package var prAUC: Double? {
    classCount == 2
      ? RankedScores.averagePrecision(scores(1), labels.map { $0 == 1 })
      : macro { index in
        RankedScores.averagePrecision(scores(index), labels.map { $0 == index })
      }
  }

  // MARK: Parts of these

  private func scores(_ index: Int) -> [Double] {
    labels.indices.map { probabilities[$0 * classCount + index] }
  }

  private func truth(_ index: Int) -> Int {
    counts[index * classCount..<(index + 1) * classCount].reduce(0, +)
  }

  private func hits(_ index: Int) -> Int { counts[index * classCount + index] }

  private func macro(_ value: (Int) -> Double?) -> Double? {
    guard !occurring.isEmpty else { return nil }
    var sum = 0.0
    for index in occurring {
      guard let value = value(index) else { return nil }
      sum += value
    }
    return sum / Double(occurring.count)
  }
}
