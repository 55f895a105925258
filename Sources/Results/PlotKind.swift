/// The pictures that can be drawn of results; the raw values are what people type.
package enum PlotKind: String, CaseIterable, Sendable {
  case factor, curves, spread, folds, parallel, differences, effects, confusion, history, slice
  case contour, importance, race

  /// The kinds in the order in which a page shows them: first what was searched for, then how sure that is.
  package static let onPages: [PlotKind] = [
    .factor, .effects, .history, .slice, .contour, .importance, .parallel, .curves, .spread, .folds,
    .differences, .confusion, .race,
  ]

  /// Whether the plot is of one parameter, or of a pair of them.
  package var takesParameter: Bool { [.factor, .contour].contains(self) }

  /// The heading above the plot on a page.
  package var title: String {
    switch self {
    case .factor: "One parameter"
    case .effects: "Effects of every value"
    case .history: "History of the search"
    case .slice: "Every configuration, parameter by parameter"
    case .contour: "Two parameters together"
    case .importance: "How much each parameter matters"
    case .parallel: "Parallel coordinates"
    case .curves: "Learning curves"
    case .spread: "Every replicate and fold"
    case .folds: "Folds"
    case .differences: "Differences from the best"
    case .confusion: "Confusion of the best"
    case .race: "Race"
    }
  }
}
