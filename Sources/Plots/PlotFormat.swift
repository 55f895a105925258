/// How large a plot is, and whether its caption is part of it.
package struct PlotFormat: Hashable, Sendable {
  /// The width in points.
  package let width: Double
  /// Whether the caption stands below the picture; a document may want to set it by itself.
  package let hasCaption: Bool

  /// - Parameter millimetres: the width on paper.
  package init(millimetres: Double, hasCaption: Bool = true) {
    width = millimetres / 25.4 * 72
    self.hasCaption = hasCaption
  }

  /// One column of a journal.
  package static let column = 85.0
  /// Both columns, as wide as the text of a page.
  package static let full = 174.0
}
