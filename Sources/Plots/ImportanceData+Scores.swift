package import Statistics
import Sweeps

extension Scores {
  /// Where configurations lie and what they came to: of parameters that vary, and configurations that have a
  /// mean.
  ///
  /// - Returns: the data, whose values are smaller where better, and the places of its parameters; nil
  ///   where there are too few configurations.
  package var importanceData: (data: ImportanceData, parameters: [Int], configurations: [Int])? {
    let varied = varied.filter { parameter in Set(labels.map { $0[parameter] }).count > 1 }
    let known = labels.indices.filter { moments(of: $0).mean?.isFinite ?? false }
    guard !varied.isEmpty, known.count >= Importance.leastCount else { return nil }
    let sign = metric.prefers(1, to: 0) ? -1.0 : 1.0
    let columns = varied.map { parameter -> (axis: ImportanceData.Axis, values: [Double]) in
      let places = places(of: parameter)
      return (places.axis, known.map { places.values[$0] })
    }
    let data = ImportanceData(
      axes: columns.map(\.axis),
      points: known.indices.map { place in columns.map { $0.values[place] } },
      values: known.map { sign * (moments(of: $0).mean ?? 0) })
    return (data, varied, known)
  }

  /// The place of every configuration on the axis of a parameter, from 0 to 1 or an option's.
  func places(of parameter: Int) -> (axis: ImportanceData.Axis, values: [Double]) {
    let levels = levels(of: parameter)
    let numbers = Dictionary(uniqueKeysWithValues: zip(levels.labels, levels.labels.indices))
    if levels.scale.kind == .names {
      // Configurations that do not use it count as one more option.
      let hasUnused = labels.contains { $0[parameter].isEmpty }
      let count = levels.labels.count + (hasUnused ? 1 : 0)
      return (.options(count), labels.map { Double(numbers[$0[parameter]] ?? levels.labels.count) })
    }
    return (
      .number,
      labels.map { labels in
        numbers[labels[parameter]].map {
          min(max(levels.scale.share(levels.position(of: $0)), 0), 1)
        } ?? 0.5
      }
    )
  }
}
