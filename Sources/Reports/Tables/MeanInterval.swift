/// Where the interval of a mean comes from.
package enum MeanInterval: String, Hashable, Sendable, CaseIterable {
  /// Student's t.
  case student
  /// Drawing the observations again: bias corrected and accelerated; from ten observations on.
  case bootstrap
}
