package import Datasets
package import Sweeps

extension DataFacts {
  /// Creates the facts that a sweep needs to know of a data set.
  package init(_ dataset: Dataset) {
    let classes: [Int]? =
      if case .labels(let labels) = dataset.targets { labels } else { nil }
    let numbers: [Float]? =
      if case .numbers(let numbers) = dataset.targets { numbers } else { nil }
    let table = dataset.form.table
    self.init(
      digest: dataset.hash, rowCount: dataset.form.rows, testCount: dataset.form.testRows,
      classes: classes, classNames: dataset.form.classNames ?? [], numbers: numbers,
      groups: table?.groups?.indices.map(Int.init), groupNames: table?.groups?.names ?? [],
      order: table?.order?.map(Int.init), parts: table?.parts?.compactMap(Part.init(rawValue:)),
      listed: dataset.listed.map { Split(training: $0.training, validation: $0.validation) })
  }
}
