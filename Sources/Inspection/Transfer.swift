package import Engine

/// How often inputs that fool one network fool the others, such as the replicates of a configuration
/// (Szegedy et al., "Intriguing properties of neural networks", 2014).
package struct Transfer: Hashable, Sendable {
  /// The shares of inputs that fool another network: in row i and column j, of the inputs that were changed
  /// against network i, fooled it, and in their original form are recognised by network j, the share that
  /// fools j; nil where there are none. On the diagonal it is 1.
  package let shares: [[Double?]]

  /// Makes a transfer of shares that are known, as many columns as rows.
  package init(shares: [[Double?]]) { self.shares = shares }

  /// - Parameter attacked: the same inputs, changed against each of the networks.
  package init(of attacked: [AttackedInputs], among networks: [Network]) {
    shares = attacked.map { made in
      let fooled = made.fooled
      return networks.indices.map { other in
        let known = attacked[other].recognised
        let some = made.labels.indices.filter { fooled[$0] && known[$0] }
        guard !some.isEmpty else { return nil }
        let recognised = networks[other].recognises(
          some.map { made.changed[$0] }, some.map { made.labels[$0] })
        return Double(recognised.count { !$0 }) / Double(some.count)
      }
    }
  }

  /// The mean share of the other networks that inputs fool, for each network against which they were made.
  package var means: [Double] {
    shares.indices.compactMap { row in
      let others = shares[row].enumerated().filter { $0.offset != row }.compactMap(\.element)
      return others.isEmpty ? nil : others.reduce(0, +) / Double(others.count)
    }
  }
}
