package import Documents
package import Drawings
package import Reports
package import Results

/// The parts of pages that take more than to read a results file, as commands do it.
package protocol PageCommands {
  /// Whether configurations differ by more than chance.
  ///
  /// - Parameter pair: two configurations, or two sweeps of the file; nil for all against the best.
  func comparison(of pair: (String, String)?, in recorded: SweepReader) throws -> any Report
  /// The pictures that can be drawn of trained networks.
  func networkPictures(of recorded: SweepReader) -> NetworkPictures
  /// One of those pictures; nil for a word that names none.
  func networkPicture(
    _ kind: String, of recorded: SweepReader, millimetres: Int
  ) throws -> Drawing?
  /// Has something changed; gives the outcome.
  func carryOut(_ change: PageChange) throws -> JSON
  /// The refusal that the client gets for an error.
  func refusal(for error: any Error) -> PageRefusal
}

/// The pictures of the trained networks of a sweep's best configuration.
package struct NetworkPictures: Sendable {
  /// The pictures that can be drawn, in the order in which a page shows them: words, and the title of each.
  package let drawn: [(kind: String, title: String)]
  /// The reason why there are none, in a sentence without an end.
  package let reason: String?

  /// - Parameter reason: why there are none, in a sentence without an end; nil where there are some.
  package init(_ drawn: [(kind: String, title: String)], reason: String? = nil) {
    (self.drawn, self.reason) = (drawn, reason)
  }
}
