package import Documents

/// Something to tell, for people and for programs.
package protocol Report: Sendable {
  /// Several lines, ending in a new line.
  ///
  /// - Parameter width: the columns there are, at which sentences fold; nil for no end.
  func text(width: Int?, style: Style) -> String

  /// The same for programs, every number whole.
  var json: JSON { get }
}
