/// How a sweep's configurations are found: the block `method` of a spec.
package struct SearchMethod: Hashable, Sendable {
  package enum Sampler: String, Hashable, Sendable, CaseIterable {
    /// Independent draws.
    case random
    /// A scrambled Sobol sequence.
    case sobol
    /// Tree-structured Parzen estimators.
    case tpe
    /// A Gaussian process.
    case gp

    /// Whether a proposal depends on results: others can all be drawn at the start.
    package var learns: Bool { self == .tpe || self == .gp }
  }

  /// Which results a proposal may know.
  package enum Pace: Hashable, Sendable {
    /// Those that so many workers would have handed in by then, by a simulated clock; the same for any
    /// number of real ones.
    case virtual(workers: Int)
    /// Those that are there; never the same again.
    case free

    package static let standard = Pace.virtual(workers: 8)
  }

  package let sampler: Sampler
  /// How many to propose; more later extend the same search.
  package let configurations: Int
  package let pace: Pace
  /// How many replicates of each configuration the search learns from: every fold of them.
  package let replicates: Int

  package init(
    sampler: Sampler, configurations: Int, pace: Pace = .standard, replicates: Int = 1
  ) {
    self.sampler = sampler
    self.configurations = configurations
    self.pace = pace
    self.replicates = replicates
  }
}

/// A search: where, and how.
package struct SearchDesign: Hashable, Sendable {
  package let method: SearchMethod
  package let space: Space

  package init(_ method: SearchMethod, in space: Space) {
    self.method = method
    self.space = space
  }
}
