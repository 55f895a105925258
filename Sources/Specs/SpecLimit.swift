/// Limits of what a spec may ask for.
package enum SpecLimit {
  /// More trials than this are taken for a slip of the pen.
  package static let trials = 1_000_000
}
