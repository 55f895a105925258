import Hashing
package import Trials

/// Asks for every configuration of a grid at once.
package struct Grid: Strategy {
  private let configurationCount: Int

  package init(configurationCount: Int) { self.configurationCount = configurationCount }

  package func decision(after decisions: [Decision]) -> Decision? {
    guard decisions.isEmpty else { return nil }
    return Decision(
      number: 0, kind: .grid, evidence: Digest(of: []), configurations: 0..<configurationCount)
  }
}
