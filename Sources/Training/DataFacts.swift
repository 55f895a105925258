package import Datasets
package import Sweeps

extension DataFacts {
  /// What a sweep needs to know of a data set.
  package init(_ dataset: Dataset) {
    let classes: [Int]? =
      if case .labels(let labels) = dataset.targets { labels } else { nil }
    self.init(
      digest: dataset.hash, rowCount: dataset.form.rows, testCount: dataset.form.testRows,
      classes: classes)
  }
}
