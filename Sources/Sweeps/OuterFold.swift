/// The rows that a part of a nested evaluation sees.
package struct OuterFold: Hashable, Sendable {
  /// The fold whose rows have no say, from 0.
  let fold: Int
  let folds: Int
  let kind: FoldKind
  /// The seed that deals the outer folds.
  let seed: UInt64
  /// Whether what was chosen is measured on the fold's rows; else the rows of the others are all there are.
  let isMeasured: Bool
}
