package import Hashing

/// A race's decision once a block of trials was settled: which configurations get no more of them.
///
/// Verdicts of a sweep are made block by block and recorded before any lease that follows from them. They
/// say where to spend, for the splits of this sweep; none is a claim about a configuration.
package struct RaceVerdict: Hashable, Sendable {
  /// After which block, counted from 1.
  package let block: Int
  /// A digest of the results that it was made from, block by block, in the order of the configurations.
  package let evidence: Digest
  /// The departures, in the order of the configurations; empty where nobody left.
  package let departures: [Departure]

  /// - Parameters:
  ///   - block: the block after which it was made, counted from 1.
  ///   - departures: in the order of the configurations; empty where nobody left.
  package init(block: Int, evidence: Digest, departures: [Departure]) {
    self.block = block
    self.evidence = evidence
    self.departures = departures
  }
}

/// The trials of one block that a race asks for.
package struct Deal: Hashable, Sendable {
  /// The replicate of the block, counted from 0.
  package let replicate: Int
  /// The fold of the block, counted from 0 through all repeats.
  package let fold: Int
  /// The configurations whose trials they are.
  package private(set) var configurations: [Int]

  /// - Parameter configurations: their numbers in the plan, counted from 0.
  package init(replicate: Int, fold: Int, configurations: [Int]) {
    self.replicate = replicate
    self.fold = fold
    self.configurations = configurations
  }

  /// Asks for one more.
  package mutating func add(_ configuration: Int) { configurations.append(configuration) }
}

/// A configuration that somebody has brought back into a race.
package struct Kept: Hashable, Sendable {
  /// The number of the configuration in the plan, counted from 0.
  package let configuration: Int
  /// How many verdicts there were.
  package let after: Int

  /// - Parameter after: how many verdicts there were when it was brought back.
  package init(configuration: Int, after: Int) {
    self.configuration = configuration
    self.after = after
  }
}

/// A configuration that left a race.
package struct Departure: Hashable, Sendable {
  /// The ground on which a configuration gets no more trials.
  package enum Reason: Hashable, Sendable {
    /// A training of it diverged.
    case diverged
    /// The configuration was too far behind the leader.
    case behind(RaceComparison)
  }

  /// The number of the configuration in the plan, counted from 0.
  package let configuration: Int
  /// The ground on which it left; with the figures of the test where it was behind.
  package let reason: Reason

  /// - Parameter configuration: its number in the plan, counted from 0.
  package init(configuration: Int, reason: Reason) {
    self.configuration = configuration
    self.reason = reason
  }
}

/// A configuration of a race beside the one that led: the figures of a moderated paired t test.
package struct RaceComparison: Hashable, Sendable {
  /// The configuration that led.
  package let leader: Int
  /// The number of blocks in which both have a result.
  package let blocks: Int
  /// The average by which the leader was better, in units of the metric; positive.
  package let difference: Double
  /// The standard error of that mean, from the pair's own variance and that of the others.
  package let standardError: Double
  /// The t above which a configuration leaves, at `level` and three degrees of freedom more than blocks.
  package let limit: Double
  /// The share of the race's level that was spent here.
  package let level: Double

  /// - Parameters:
  ///   - leader: the configuration that led.
  ///   - blocks: how many blocks have a result of both.
  ///   - difference: the average by which the leader was better, positive.
  ///   - standardError: of that average.
  ///   - limit: the t above which a configuration leaves.
  ///   - level: the share of the race's level that was spent here.
  package init(
    leader: Int, blocks: Int, difference: Double, standardError: Double, limit: Double,
    level: Double
  ) {
    self.leader = leader
    self.blocks = blocks
    self.difference = difference
    self.standardError = standardError
    self.limit = limit
    self.level = level
  }

  /// The mean difference in units of its standard error.
  package var statistic: Double { difference / standardError }
}
