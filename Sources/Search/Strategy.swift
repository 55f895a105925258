package import Trials

/// Decides which configurations of a sweep there are to be.
///
/// A strategy opens nothing and remembers nothing: what it decides follows from the decisions before
/// it.
package protocol Strategy: Sendable {
  /// The decision after these; nil where there is nothing to decide, or not yet.
  func decision(after decisions: [Decision]) -> Decision?
}

extension Strategy {
  /// All decisions that can be made from the start, in order.
  package func decisions() -> [Decision] {
    var decisions: [Decision] = []
    while let next = decision(after: decisions) { decisions.append(next) }
    return decisions
  }
}
