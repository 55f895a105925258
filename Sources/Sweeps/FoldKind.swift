/// How rows are dealt to folds; all but the last two shuffle first.
package enum FoldKind: Hashable, Sendable {
  /// As the data ask for; replaced by another kind before rows are dealt: see `settled(for:)`.
  case fitting
  /// Without regard to classes.
  case kfold
  /// Each class spread over the folds, no two of which differ by more than one row of it.
  case stratified
  /// All rows of a group in one fold, folds as even in rows as groups allow.
  case grouped
  /// All rows of a group in one fold, each class spread as evenly as groups allow.
  case stratifiedGrouped
  /// Each group a fold of its own, in the order of their names.
  case leaveOneGroupOut
  /// Folds in the order of the rows: each fold is validated by a training on the rows before it, but for
  /// the last `gap` of them, and on no more than `window`.
  case ordered(gap: Int = 0, window: Int? = nil)

  /// Whether no group is ever on both sides of a split.
  package var keepsGroups: Bool {
    switch self {
    case .grouped, .stratifiedGrouped, .leaveOneGroupOut: true
    case .fitting, .kfold, .stratified, .ordered: false
    }
  }
}

/// A kind is hashed, sent and stored as its words: `stratified`, or `ordered gap 5 window 100`.
extension FoldKind: RawRepresentable {
  /// The words that a spec may use for `kind`.
  package static let words: [(word: String, value: FoldKind)] = [
    ("kfold", .kfold), ("stratified", .stratified), ("grouped", .grouped),
    ("stratified_grouped", .stratifiedGrouped), ("leave_one_group_out", .leaveOneGroupOut),
    ("ordered", .ordered()),
  ]

  /// The kind without its numbers.
  package var word: String {
    switch self {
    case .fitting: "fitting"
    case .kfold: "kfold"
    case .stratified: "stratified"
    case .grouped: "grouped"
    case .stratifiedGrouped: "stratified_grouped"
    case .leaveOneGroupOut: "leave_one_group_out"
    case .ordered: "ordered"
    }
  }

  /// The text in which it is sent and stored: `stratified`, `ordered gap 2 window 100`.
  package var rawValue: String {
    guard case .ordered(let gap, let window) = self else { return word }
    return word + (gap > 0 ? " gap \(gap)" : "") + (window.map { " window \($0)" } ?? "")
  }

  /// Reads `rawValue` back; nil where the text is none.
  package init?(rawValue: String) {
    if let (_, kind) = Self.words.first(where: { $0.word == rawValue }) {
      self = kind
      return
    }
    var words = rawValue.split(separator: " ")[...]
    guard words.popFirst() == "ordered" else { return nil }
    var (gap, window): (Int, Int?) = (0, nil)
    while let word = words.popFirst() {
      guard let number = words.popFirst().flatMap({ Int($0) }), number > 0 else { return nil }
      switch word {
      case "gap": gap = number
      case "window": window = number
      default: return nil
      }
    }
    self = .ordered(gap: gap, window: window)
    guard self.rawValue == rawValue else { return nil }
  }
}
