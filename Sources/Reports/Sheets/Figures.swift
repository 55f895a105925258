import Documents
import Statistics
import Sweeps

/// How numbers of tests are written.
extension Double {
  /// A p value: two digits of it, and none below what anybody believes.
  var probability: String { self < 0.0001 ? "< 0.0001" : min(self, 0.9999).significant(2) }

  /// `p = 0.03`, `p < 0.0001`.
  var asP: String { self < 0.0001 ? "p \(probability)" : "p = \(probability)" }
}

extension ConfidenceInterval {
  /// `[0.974, 0.983]`, at somebody's precision.
  func text(_ precision: Precision) -> String {
    "[\(precision.text(lower)), \(precision.text(upper))]"
  }

  var json: JSON {
    .object(["level": .number(level), "low": .number(lower), "high": .number(upper)])
  }
}

extension SummaryTable.Figure {
  /// `0.9784 ± 0.0016 (n = 3)`.
  var text: String {
    let precision = precision(.automatic)
    let moments = description.moments
    let numbers = [moments.mean, moments.standardDeviation].compactMap(\.self).map(precision.text)
    return numbers.isEmpty
      ? "no result" : numbers.joined(separator: " ± ") + " (n = \(moments.count))"
  }
}

extension SummaryTable {
  /// Gives the facts that every statement about the table begins with.
  func facts(test: String) -> [JSON.Member] {
    [
      .init("sweep", .text(sweep)), .init("metric", metric.json),
      .init("over", .text(unit.rawValue)),
      .init("n_expected", .integer(rows.first?.figures[0].expected ?? 0)),
      .init("test", .text(test)),
      .init("level", .number(level)),
    ]
  }

  /// Gives the name of a configuration: `l2=0.001`; that of a sweep without parameters is nameless.
  func name(of row: Row) -> String {
    let name = TrialLabel.configuration(parameters, shownLabels(of: row)).printable
    return name.isEmpty ? "the only configuration" : name
  }

  /// The columns of labels of some rows.
  func labelColumns(_ rows: [Row]) -> [Column] {
    parameters.enumerated().map { index, name in
      Column(labels: name.printable, rows.map { shownLabels(of: $0)[index].printable })
    }
  }

  /// A line under the title: `over 3 replicates; paired t test, two-sided; 95 % intervals`.
  ///
  /// - Parameter units: those of a claim that is not about all.
  func basis(_ test: String, over units: String? = nil) -> String {
    "over \(units ?? unit.phrase(evaluation)); \(test); \(level.percent) intervals"
  }
}
