package import Documents
package import Trials

/// How far a race is.
package struct RaceProgress: Hashable, Sendable {
  /// After how many blocks it has decided.
  package var judged: Int
  /// How many there are.
  package let blocks: Int
  /// How many configurations get further blocks.
  package var remaining: Int
  /// How many there are.
  package var configurations: Int
  /// Whether it was ended by the time that it was given.
  package let isOutOfTime: Bool

  /// - Parameters:
  ///   - judged: after how many blocks the race has decided.
  ///   - remaining: how many configurations are in.
  package init(
    judged: Int, blocks: Int, remaining: Int, configurations: Int, isOutOfTime: Bool = false
  ) {
    self.isOutOfTime = isOutOfTime
    self.judged = judged
    self.blocks = blocks
    self.remaining = remaining
    self.configurations = configurations
  }

  /// `race: 7 of 30 configurations are in after block 9 of 15`.
  package var sentence: String {
    let limit = isOutOfTime ? "; its limit was time" : ""
    guard judged > 0 else {
      return
        "race: \(counted(configurations, "configuration")), no block of \(grouped(blocks)) decided\(limit)"
    }
    return
      "race: \(grouped(remaining)) of \(counted(configurations, "configuration"))"
      + " \(remaining == 1 ? "is" : "are") in after block \(grouped(judged)) of \(grouped(blocks))\(limit)"
  }

  var json: JSON {
    .object([
      "decided_blocks": .integer(judged), "blocks": .integer(blocks), "in": .integer(remaining),
      "configurations": .integer(configurations), "out_of_time": .boolean(isOutOfTime),
    ])
  }
}

extension Departure {
  /// The reason for which it left: `behind l2=0.1 by 0.0123 on average of 5 blocks, t = 6.2 > 3.1`.
  ///
  /// - Parameter name: gives the name of a configuration.
  package func phrase(_ name: (Int) throws -> String) rethrows -> String {
    guard case .behind(let comparison) = reason else { return "a training of it diverged" }
    return
      "behind \(try name(comparison.leader)) by \(comparison.difference.significant(3)) on average of"
      + " \(counted(comparison.blocks, "block")) (standard error"
      + " \(comparison.standardError.significant(3)), t = \(comparison.statistic.significant(3)) >"
      + " \(comparison.limit.significant(3)) at level \(comparison.level.significant(2)))"
  }

  /// The figures, by name.
  package func json(_ name: (Int) throws -> String) rethrows -> JSON {
    guard case .behind(let comparison) = reason else {
      return .object(["reason": .text("diverged")])
    }
    return .object([
      "reason": .text("behind"), "leader": .text(try name(comparison.leader)),
      "blocks": .integer(comparison.blocks), "difference": .number(comparison.difference),
      "standard_error": .number(comparison.standardError), "t": .number(comparison.statistic),
      "limit": .number(comparison.limit), "level": .number(comparison.level),
    ])
  }
}
