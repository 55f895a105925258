package import Trials

/// How a sweep's configurations are found: the block `method` of a spec.
package struct SearchMethod: Hashable, Sendable {
  /// The way in which proposals are made.
  package enum Sampler: String, Hashable, Sendable, CaseIterable {
    /// Independent draws.
    case random
    /// A scrambled Sobol sequence.
    case sobol
    /// Tree-structured Parzen estimators.
    case tpe
    /// A Gaussian process.
    case gp
    /// None: what the spec lists is all there is.
    case listed

    /// The samplers that a spec can name.
    package static let named: [Sampler] = [.random, .sobol, .tpe, .gp]

    /// Whether a proposal depends on results.
    package var learns: Bool { self == .tpe || self == .gp }
  }

  /// The results that a proposal may know.
  package enum Pace: Hashable, Sendable {
    /// The results that so many workers would have handed in by then, by a simulated clock; the same for any
    /// number of real ones.
    case virtual(workers: Int)
    /// The results that are there; never the same again.
    case free

    /// The pace of a spec that names none.
    package static let standard = Pace.virtual(workers: 8)
  }

  /// The way in which proposals are made.
  package let sampler: Sampler
  /// How many to propose; more later extend the same search.
  package let configurations: Int
  /// The results that a proposal may know.
  package let pace: Pace
  /// How many replicates of each configuration the search learns from: every fold of them.
  package let replicates: Int
  /// The judged mean that ends the search once a configuration has it; nil for none.
  package let target: Double?

  /// - Parameters:
  ///   - configurations: how many to propose.
  ///   - replicates: how many of each configuration the search learns from.
  ///   - target: the judged mean that ends the search; nil for none.
  package init(
    sampler: Sampler, configurations: Int, pace: Pace = .standard, replicates: Int = 1,
    target: Double? = nil
  ) {
    self.target = target
    self.sampler = sampler
    self.configurations = configurations
    self.pace = pace
    self.replicates = replicates
  }

  /// Whether results decide which configurations there are: others can all be drawn at the start.
  package var learns: Bool { sampler.learns || target != nil }
}

/// A search: where, and how.
package struct SearchDesign: Hashable, Sendable {
  /// How configurations are found.
  package let method: SearchMethod
  /// The parameters that are varied, and the exclusions.
  package let space: Space
  /// The configurations that the spec lists, which are tried before any others.
  package let listed: [Proposal]
  /// The results of another sweep, which a search that learns knows from the start.
  package let known: [KnownConfiguration]

  /// - Parameters:
  ///   - listed: tried before any others, in this order.
  ///   - known: the results of another sweep.
  package init(
    _ method: SearchMethod, in space: Space, listed: [Proposal] = [],
    known: [KnownConfiguration] = []
  ) {
    self.method = method
    self.space = space
    self.listed = listed
    self.known = known
  }
}
